// @ts-check
/**
 * The browser's speech recognition, on this device alone. Browsers without a recogniser of their
 * own send the voice to their maker; those are never asked (Web Speech API, `processLocally`).
 *
 * @typedef {{0: {transcript: string}, isFinal: boolean}} Result
 * @typedef {Event & {resultIndex: number, results: ArrayLike<Result>}} ResultEvent
 * @typedef {EventTarget & {lang: string, continuous: boolean, interimResults: boolean,
 *   processLocally: boolean, start(track: MediaStreamTrack): void, abort(): void}} Recogniser
 * @typedef {{new (): Recogniser, prototype: object,
 *   available?: (wish: {langs: string[], processLocally: boolean}) => Promise<string>}} Recognition
 */

/** @returns {Recognition | undefined} */
const recognition = () => /** @type {any} */ (globalThis).SpeechRecognition;

/** The reader's own kind of the page's language, such as "en-GB". */
export function language() {
  const page = document.documentElement.lang;
  return navigator.languages.find((one) => one.split("-")[0] === page.split("-")[0]) ?? page;
}

/** Whether this device itself can write down what is said. @param {string} lang */
export async function isAvailable(lang) {
  const Recognition = recognition();
  if (!Recognition?.available || !("processLocally" in Recognition.prototype)) return false;
  try {
    return (await Recognition.available({ langs: [lang], processLocally: true })) === "available";
  } catch {
    return false;
  }
}

/**
 * Write down what the microphone hears, until told to stop. Only after `isAvailable`.
 * @param {MediaStreamTrack} track @param {string} lang
 * @param {(words: string, isFinal: boolean) => void} tell
 * @returns {() => void} stops it
 */
export function writeDown(track, lang, tell) {
  const Recognition = /** @type {Recognition} */ (recognition());
  const recogniser = new Recognition();
  Object.assign(recogniser, { lang, processLocally: true, continuous: true, interimResults: true });
  let on = true;
  recogniser.addEventListener("result", (event) => {
    const { results, resultIndex } = /** @type {ResultEvent} */ (event);
    for (let at = resultIndex; on && at < results.length; at += 1) {
      tell(results[at][0].transcript, results[at].isFinal);
    }
  });
  // It ends by itself after a silence. An error is followed by the end, too, but has no next time.
  recogniser.addEventListener("error", (event) => {
    if (/** @type {any} */ (event).error !== "no-speech") on = false;
  });
  recogniser.addEventListener("end", () => on && recogniser.start(track));
  recogniser.start(track);
  return () => {
    on = false;
    recogniser.abort();
  };
}
