// @ts-check

const SECONDS = 1.8;

/** Two soft tones, a fifth apart, that fade. They are played here, not sent: the other person hears
 * them only where a loudspeaker reaches a microphone.
 */
export function chime() {
  const context = new AudioContext();
  const now = context.currentTime;
  for (const [tone, after] of [
    [392, 0],
    [587.3, 0.25],
  ]) {
    const source = new OscillatorNode(context, { frequency: tone });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.linearRampToValueAtTime(0.06, now + after + 0.05);
    volume.gain.exponentialRampToValueAtTime(0.0001, now + after + SECONDS - 0.3);
    source.connect(volume).connect(context.destination);
    source.start(now + after);
    source.stop(now + after + SECONDS - 0.3);
  }
  setTimeout(() => context.close(), SECONDS * 1000);
}
