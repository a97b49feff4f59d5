/** The colours of the players and of what they make, in every picture of the game. */
export const playerColors = { real: '#3b78d8', made: '#e8792b', best: '#2a9d7f', learned: '#b04fc0' };
