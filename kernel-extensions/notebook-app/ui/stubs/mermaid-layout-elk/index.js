module.exports = { default: [] };
