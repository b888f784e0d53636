// @ts-check
/**
 * The words that two people read to each other. Ours, chosen to be short, known to everybody, calm,
 * and hard to mishear for one another. Never change the order of this list: two pages of different
 * age would show different words.
 */
export const WORDS = [
  ..."anchor apple autumn basket biscuit bridge butter cactus candle carpet cherry circle".split(" "),
  ..."coffee compass copper cushion dolphin eagle engine feather forest garden ginger guitar".split(" "),
  ..."hammer harbour honey island jacket kettle kitchen ladder lemon library marble meadow".split(" "),
  ..."mirror mountain needle ocean olive orange pencil pepper piano pillow planet pumpkin".split(" "),
  ..."rabbit ribbon river rocket saddle salmon silver spoon summer tiger tunnel turtle".split(" "),
  ..."velvet violin walnut window".split(" "),
];

/** Six bits a word: one chance in 16 million for who is in between. */
const COUNT = 4;

/** The words for a digest of 64 letters of hex. @param {string} digest */
export function wordsOf(digest) {
  return Array.from({ length: COUNT }, (_, at) => {
    // 64 divides 256, so that the rest of a byte favours no word.
    return WORDS[Number.parseInt(digest.slice(2 * at, 2 * at + 2), 16) % WORDS.length];
  });
}
