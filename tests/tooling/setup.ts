// `npm test` runs this first: it brings what the tests need and npm does not, and says what it found.
import { provide, SYSTEM_NEEDS } from "./system-packages.ts";

const say = (line: string) => console.log(line);

let failed = false;
for (const { need, state, why } of provide(SYSTEM_NEEDS, say)) {
  if (state === "missing") {
    say(`missing    ${need.name}: ${why}. Tests that need it are skipped: ${need.for}.`);
    // CI must not pass by running nothing; a font only changes how a picture looks.
    if (process.env.CI === "true" && need.package === "chromium") failed = true;
  } else {
    say(`${state.padEnd(10)} ${need.name}`);
  }
}
process.exit(failed ? 1 : 0);
