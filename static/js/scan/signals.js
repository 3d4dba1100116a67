// What the ear and the hand get. Rising: in. Twice the same: mind. Low and long: out.

const TUNES = {
  in: [[880, 0, 0.09], [1320, 0.1, 0.14]],
  mind: [[660, 0, 0.12], [660, 0.18, 0.12]],
  out: [[196, 0, 0.5]],
};
const BUZZ = { in: [60], mind: [80, 60, 80], out: [400] };
let sound = null;

/** Browsers let a page sound only after a touch: call this from one. */
export function wakeSound() {
  const Context = window.AudioContext ?? window.webkitAudioContext;
  if (!Context) return;
  sound ??= new Context();
  if (sound.state === "suspended") sound.resume();
}

export function signal(tone) {
  if (navigator.userActivation?.hasBeenActive ?? true) navigator.vibrate?.(BUZZ[tone]);
  if (sound?.state !== "running") return;
  for (const [pitch, after, length] of TUNES[tone]) {
    const voice = sound.createOscillator();
    const volume = sound.createGain();
    const start = sound.currentTime + after;
    voice.type = tone === "out" ? "square" : "sine";
    voice.frequency.value = pitch;
    volume.gain.setValueAtTime(0.4, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + length);
    voice.connect(volume).connect(sound.destination);
    voice.start(start);
    voice.stop(start + length);
  }
}
