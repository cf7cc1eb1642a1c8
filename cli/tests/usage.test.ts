import { expect, test } from "vitest";
import { run } from "./captured-shell.ts";

test.each([
  [["frob"], 'There is no command "frob".'],
  [["start", "--frob"], "There is no option --frob."],
  [["start", "--port"], "--port <port> needs a value."],
  [["start", "--port", "0"], '"0" is not a port'],
  [["start", "--port", "70000"], '"70000" is not a port'],
  [["start", "--address", "alice"], '"alice" is not an address. One looks like'],
  [["start", "--address", "Alice@alice.example"], '"Alice@alice.example" is not an address.'],
  [["start", "--bind", "everywhere"], '"everywhere" is not an IP address'],
  [["follow"], "<target> is missing."],
  [["doctor", "now"], "There are more words than this command takes."],
  [["vault"], "A command is missing."],
  [["sidecar", "tenant", "add", "nobody"], '"nobody" is not an address.'],
])("courtyard %j is a wrong command line: exit code 2 and a sentence", async (argv, sentence) => {
  const { exit, out, err } = await run(argv);
  expect({ exit, out }).toEqual({ exit: 2, out: "" });
  expect(err).toContain(sentence);
  expect(err).toMatch(/`courtyard[a-z ]* --help` shows what there is\./);
});

test.each(["-kQ3xWv9ZcT-_aB1dE5fG7", "--Q3xWv9ZcT-_aB1dE5fG7", "-hQ3xWv9ZcT-_aB1dE5fG7"])(
  "a device's id is a word though it begins as an option does: %s",
  async (id) => {
    for (const argv of [
      ["vault", "revoke", id, "--home", "home"],
      ["vault", "revoke", "--home", "home", "--", id],
    ]) {
      const { exit, err } = await run(argv);
      expect({ exit, err }).toMatchObject({ exit: 3, err: expect.stringContaining("home") });
    }
  },
);
