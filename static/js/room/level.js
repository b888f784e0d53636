// @ts-check
/** How loud a microphone is, several times a second. Needs a press before, as browsers want it. */

const SAMPLES = 1024;
const EVERY_MS = 80;

export class Level {
  #context = new AudioContext();
  #timer;

  /** @param {MediaStreamTrack} track @param {(loudness: number) => void} tell from 0 to 1 */
  constructor(track, tell) {
    const analyser = this.#context.createAnalyser();
    analyser.fftSize = SAMPLES;
    this.#context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const wave = new Float32Array(SAMPLES);
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(wave);
      const power = wave.reduce((sum, value) => sum + value * value, 0) / SAMPLES;
      tell(Math.min(1, Math.sqrt(power) * 6));
    }, EVERY_MS);
  }

  close() {
    clearInterval(this.#timer);
    this.#context.close();
  }
}

/** Two gentle notes, for trying the speaker. */
export async function playNotes() {
  const context = new AudioContext();
  const notes = [523.25, 659.25];
  notes.forEach((pitch, index) => {
    const starts = context.currentTime + index * 0.6;
    const tone = new OscillatorNode(context, { frequency: pitch });
    const swell = new GainNode(context, { gain: 0 });
    swell.gain.setValueAtTime(0, starts);
    swell.gain.linearRampToValueAtTime(0.25, starts + 0.08);
    swell.gain.linearRampToValueAtTime(0, starts + 0.9);
    tone.connect(swell).connect(context.destination);
    tone.start(starts);
    tone.stop(starts + 1);
  });
  await new Promise((done) => setTimeout(done, 1_800));
  await context.close();
}
