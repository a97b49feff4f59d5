module.exports = { default: { initialize() {}, registerLayoutLoaders() {}, async render() { throw new Error("Mermaid diagrams are not part of this notebook app"); } } };
