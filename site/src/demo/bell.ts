// A recording for the demo site: a bell, struck twice, as 8-bit mono samples in a WAV file.

const RATE = 8_000;
const SECONDS = 2;
const STRIKES = [0, 0.9];
const PARTIALS = [440, 554, 880, 1_108];

/** The bytes of `audio/bell.wav`. */
export function bellRecording(): Uint8Array {
  const samples = RATE * SECONDS;
  const wav = Buffer.alloc(44 + samples);
  wav.write("RIFF", 0);
  wav.writeUInt32LE(36 + samples, 4);
  wav.write("WAVEfmt ", 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(RATE, 24);
  wav.writeUInt32LE(RATE, 28);
  wav.writeUInt16LE(1, 32);
  wav.writeUInt16LE(8, 34);
  wav.write("data", 36);
  wav.writeUInt32LE(samples, 40);
  for (let n = 0; n < samples; n++) wav[44 + n] = 128 + Math.round(100 * loudness(n / RATE));
  return wav;
}

function loudness(at: number): number {
  let sum = 0;
  for (const strike of STRIKES) {
    const since = at - strike;
    if (since < 0) continue;
    for (const [index, partial] of PARTIALS.entries()) {
      sum += (Math.sin(2 * Math.PI * partial * since) * Math.exp(-since * (3 + index))) / 8;
    }
  }
  return sum;
}
