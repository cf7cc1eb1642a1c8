import { type DestinationStream, type Logger, pino } from "pino";

/**
 * JSON lines on stdout. A line names ids, codes, addresses and counts; never a key, a code, a phrase,
 * a passphrase, a token or anything a person wrote. The redaction is the second fence: no call passes
 * such an object in the first place.
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
    base: { program: "vault" },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ["phrase", "passphrase", "secret", "token", "text", "data", "envelope"].flatMap(
        (name) => [name, `*.${name}`],
      ),
      censor: "[redacted]",
    },
  };
  return pino(options, stream);
}
