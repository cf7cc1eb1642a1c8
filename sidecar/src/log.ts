import { type DestinationStream, type Logger as PinoLogger, pino } from "pino";

export type Logger = PinoLogger;

/**
 * JSON lines on stdout. A line names ids, codes, addresses and counts; never a key, a code, a
 * proof, an envelope's `data` or anything a person wrote. The redaction is the second fence: no
 * call passes such an object in the first place.
 */
export function createLog({
  level = "info",
  stream,
}: {
  level?: string;
  stream?: DestinationStream;
} = {}): Logger {
  const options = {
    level,
    base: { program: "sidecar" },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        "data",
        "*.data",
        "envelope",
        "*.envelope",
        "secret",
        "*.secret",
        "code_hash",
        "sig",
        "*.sig",
      ],
      censor: "[redacted]",
    },
  };
  return pino(options, stream);
}
