import { themeCheckEnglish } from "./theme-check-english.ts";
import { themesEnglish } from "./themes-english.ts";

/** Every sentence of the terminal in English, which is why this is long; `chinese.ts` has the same keys. */
export const english = {
  code: "en" as "en" | "zh",
  program: "Your own website, your own comments and letters, on your own machines.",
  exitCodes:
    "Exit codes: 0 done · 1 failed · 2 wrong command line · 3 wrong set-up · 4 port or folder taken · 5 no answer · 6 refused",
  where: "Runtime state lives in one folder: --home, else $COURTYARD_HOME, else .courtyard here.",
  helpFlag: "show this help",
  versionFlag: "show the version",
  helpHint: (command: string) => `\`${command} --help\` shows what there is.`,
  headings: {
    usage: "Usage:",
    commands: "Commands:",
    options: "Options:",
    arguments: "Arguments:",
  },
  defaultWord: "default",
  envWord: "env",

  usage: {
    unknownOption: (option: string) => `There is no option ${option}.`,
    unknownCommand: (command: string) => `There is no command "${command}".`,
    missingArgument: (name: string) => `<${name}> is missing.`,
    optionMissingArgument: (option: string) => `${option} needs a value.`,
    excessArguments: "There are more words than this command takes.",
    missingCommand: "A command is missing.",
  },

  flags: {
    home: "folder of the runtime state",
    address: "where you live: name@host[:port]",
    content: "folder with your Markdown and site.yaml",
    port: "port of the sidecar, which serves the site",
    appPort: "port of the vault, which serves the app to this machine",
    bind: "network interface of the sidecar (0.0.0.0 for all)",
    noSidecar: "start only the house; a sidecar runs at the address already",
    claim: "one-time code from `courtyard sidecar tenant add`",
    starter: "also put a small first site into the content folder",
    passphraseFile: "file with the passphrase that locks the vault",
    json: "print JSON for programs",
    watch: "go on watching the folder and publish every save (the default)",
    once: "publish once and end",
    allowDeletions: "take down what is gone from the folder, also when it is most of the site",
    strict: "publish once, and only if no file is broken, no link dead, no picture missing",
    pair: "make this machine a publisher, by a code from `courtyard vault pair-code --publisher`",
    publisher: "for a laptop that may publish and nothing else",
    deviceName: "the name this machine gets in the list of devices",
    dir: "data folder of the sidecar",
    trustProxy: "take callers' addresses from X-Forwarded-For, when the proxy is on this machine",
    logLevel: "trace, debug, info, warn or error",
  },
  bad: {
    address: (text: string) =>
      `"${text}" is not an address. One looks like alice@alice.example or alice@localhost:4300.`,
    port: (text: string) => `"${text}" is not a port: a number from 1 to 65535.`,
    bind: (text: string) => `"${text}" is not an IP address of a network interface.`,
  },

  init: {
    about: "make the folder of the runtime state, with its settings",
    exists: (path: string) => `${path} is there already.`,
    existsMend: "Edit it, or choose another folder with --home.",
    made: (path: string) => `settings  ${path}`,
    content: (path: string) => `content   ${path}`,
    starter: (path: string) => `starter   ${path} now holds a first site`,
    starterKept: (path: string) => `starter   left out: ${path} is not empty`,
    next: "Next: `courtyard start`",
  },

  config: {
    missing: (path: string) => `There is no ${path}.`,
    missingMend: "Run `courtyard init`, or `courtyard start`, which makes one.",
    syntax: (path: string, detail: string) => `${path} is not JSON: ${detail}`,
    fields: (path: string) => `${path} has wrong settings:`,
    mend: "Correct it in any editor, or remove it and run `courtyard init`.",
    addressDiffers: (mine: string, asked: string) =>
      `This home belongs to ${mine}; it cannot start as ${asked}.`,
    addressDiffersMend: "Use --home for another person's house.",
    portDiffers: (address: string, port: number) =>
      `${address} names another port than ${port}, where the sidecar would listen.`,
    portDiffersMend: "On this machine both must be the same: change --port or the address.",
  },

  start: {
    about: "start everything: site, sidecar, vault, app",
    building: "Building the app; this happens once after each change of its code.",
    built: "The app is built.",
    publishing: "Publishing the site",
    published: "The site is live.",
    notPublished:
      "The site is not live yet; the line above says why. It goes up as soon as it can.",
    names: { sidecar: "the sidecar", vault: "the vault", publisher: "the publisher" },
    portTaken: (port: number, what: string) => `Port ${port}, for ${what}, is in use.`,
    portTakenMend: (flag: string) =>
      `Another Courtyard may be running: end it, or choose another port, for example ${flag}.`,
    portTakenOldMend:
      "Another Courtyard may be running: end it. Your address names the port, so it is not changed silently.",
    portForbidden: (port: number, reason: string) => `Port ${port} cannot be opened: ${reason}`,
    portForbiddenMend: "Ports below 1024 need root; choose another, behind a web server.",
    running: (pid: number) => `This house is open already, by process ${pid}.`,
    runningMend: "End that one first, or choose another folder with --home.",
    noContent: (path: string) => `There is no content folder at ${path}.`,
    noContentMend: (path: string) =>
      `Make one with \`courtyard init --content ${path} --starter\`.`,
    died: (what: string, how: string, seconds: number) =>
      `${what} ended unexpectedly (${how}); it starts again in ${seconds} s.`,
    returned: (what: string) => `${what} is back.`,
    failed: (what: string) => `${what} could not start. Its last lines:`,
    failedMend: (log: string) => `The whole log: ${log}`,
    buildFailed: "The app could not be built.",
    buildFailedMend: "Run `npm install` once more; if it stays, the output above names the file.",
    site: "site",
    app: "app",
    logs: "logs",
    preview: "drafts",
    pairHint:
      "Open the app's address to make that browser your first device. The code is good for ten minutes.",
    phraseTitle: "Your recovery phrase, shown this once:",
    phraseAbout:
      "Write these 24 words on paper, in this order, and keep them where you keep your passport. If every device of yours is lost or stolen, these words alone bring back your identity, and nothing else. Your letters are in the vault's folder: they come back from it or from a backup of it, which the words also unlock. Whoever has the words can become you. Courtyard has no copy to send.",
    phraseSoonDue:
      "The recovery phrase has not been shown yet: `courtyard vault phrase` shows it, once.",
    stopHint: "Ctrl-C ends everything.",
    stopping: "Closing the house.",
    stopped: "Everything has ended.",
    needsClaim: (address: string) => `The sidecar at ${address} does not know this house yet.`,
    needsClaimMend:
      "Ask its operator for a code (`courtyard sidecar tenant add ADDRESS`), and start with --claim CODE.",
  },

  publish: {
    about: "publish the content folder, from here to the sidecar",
    notPaired: "This machine may not publish yet.",
    notPairedMend:
      "Get a code by `courtyard vault pair-code --publisher` where your vault runs, then `courtyard publish --address YOU --pair CODE` here.",
    codeForBrowser: "This code makes a browser your device, and gives no right to publish.",
    codeForBrowserMend:
      "Run `courtyard vault pair-code --publisher` where your vault runs, and give its code to --pair.",
    paired: (address: string) => `This machine now publishes for ${address}.`,
    notLive: "Nothing new went live.",
    findings: (count: number) =>
      `${count} ${count === 1 ? "finding" : "findings"} that --strict does not let pass.`,
    json: "print one line of JSON per event and problem, and nothing else, on stdout",
    watching: (preview: string) =>
      `Watching; every save goes live. With drafts, for this machine alone: ${preview}`,
    live: (url: string) => `Live: ${url}`,
    running: "A publisher runs on this folder already, and publishes every save.",
    runningMend: "`courtyard publish --once` tells it to publish now.",
    deskRefused: (code: string, detail: string) =>
      `The publisher that runs here says no (${code})${detail === "" ? "" : `: ${detail}`}`,
  },

  preview: {
    about: "for writing: show the site with drafts, as it will be; nothing is published",
    running: "By the publisher that runs already; the page follows every save.",
    alone: "The page follows every save. Ctrl-C ends the preview.",
  },

  rollback: {
    about: "make a former version of the site live again, at once; your files are not touched",
    to: "the version's number, from --list (the one before, unless given)",
    list: "list the versions that the server still has",
    badVersion: (text: string) => `"${text}" is no version: a number like 12.`,
    none: "The server has no former version.",
    version: (seq: number, when: string, files: number) =>
      `${String(seq).padStart(6)}  ${when}  ${files} files`,
    unknown: "The server has no such version any more.",
    unknownMend: "`courtyard rollback --list` shows what there is.",
    away: (origin: string) => `${origin} does not tell its former versions.`,
    done: (seq: number, url: string) =>
      `Version ${seq} is live again: ${url}\nYour files are untouched. The next save publishes the folder as it is.`,
  },

  sidecar: {
    about: "the public process: run it, and say who lives on it",
    run: "run the sidecar in the foreground, with its log on stdout",
    tenant: "the people who live on this sidecar",
    add: "make room for a person, and print the one-time code for the vault",
    list: "list the people on this sidecar",
    codeFor: (address: string) => `Room for ${address}. The code, good once:`,
    codeNext: (address: string, code: string) =>
      `In the house: courtyard start --address ${address} --no-sidecar --claim ${code}`,
    none: "Nobody lives here yet: `courtyard sidecar tenant add ADDRESS`.",
    unclaimed: "waits for its vault",
    claimed: (address: string) => `${address} is claimed already.`,
  },

  vault: {
    about: "the private process: run it, and look after identity and devices",
    run: "run the vault in the foreground, with its log on stdout",
    pair: "pair the vault with a sidecar, by the operator's one-time code",
    paired: (address: string) => `The vault now lives at ${address}.`,
    pairCode: "print a code that makes a browser or a laptop your device",
    publisherNext: (address: string, code: string) =>
      `On the laptop: courtyard publish --address ${address} --content FOLDER --pair ${code}`,
    elsewhere: "On another device, such as a phone:",
    elsewhereTrust:
      "That device gets the app from your server, and trusts it for as long as the app is open.",
    codeUntil: (time: string) => `good once, until ${time}`,
    status: "show the identity, the link and the devices",
    phrase: "show the recovery phrase, once",
    revoke: "take a device's rights away, from now on",
    revoked: (device: string) => `${device} is no longer your device.`,
    recover: "take the identity over on this new machine, by the 24 words, typed on stdin",
    recoverAsk: "Type the 24 words, then Enter:",
    recovered:
      "The identity is yours again, under a new root key; every former device has lost its rights.",
    notRunning: (url: string) => `The vault does not answer at ${url}.`,
    notRunningMend: "Start it with `courtyard start` (or `courtyard vault run`).",
    tokenMissing: (path: string) => `The key to the vault's controls is not readable: ${path}`,
    tokenMend: "Run this as the person who started the vault, with the same --home.",
    tokenStale: "The vault that answers is not the one of this home.",
    linked: "linked to its sidecar",
    unlinked: "not linked to its sidecar; it keeps trying",
    noIdentity: "no identity yet",
  },

  themes: themesEnglish,

  follow: {
    about: "follow a site: an address, the page's URL or its feed",
    done: (title: string) => `You now follow ${title}.`,
    device: "command line",
  },

  doctor: {
    about: "look at everything and say what is wrong and how to mend it",
    states: { ok: "ok", warn: "warn", fail: "FAIL" },
    node: (version: string) => `Node ${version}`,
    nodeMend: "Run `npm install`: it brings Node 26 along.",
    home: (path: string) => `home ${path}`,
    homeMissing: (path: string) => `There is no home at ${path} yet.`,
    homeMissingMend: "Run `courtyard start`, or choose another with --home.",
    homeNotWritable: (path: string) => `${path} cannot be written to.`,
    homeNotWritableMend: "Give it to the user who runs Courtyard (chown).",
    config: "settings",
    secrets: "secrets are readable by their owner only",
    secretOpen: (path: string, mode: string) => `${path} can be read by others (mode ${mode}).`,
    secretOpenMend: (path: string) => `chmod 600 ${path}`,
    content: (path: string) => `content ${path}`,
    port: (port: number, what: string) => `port ${port}: ${what}`,
    portOurs: (port: number, what: string) => `port ${port}: ${what} answers`,
    portFree: (port: number, what: string) => `port ${port}, for ${what}, is free`,
    portStranger: (port: number, what: string) =>
      `Port ${port}, for ${what}, is held by another program.`,
    portStrangerMend: "End that program, or change the port in courtyard.json.",
    notRunning: "not running; the checks of the living parts are left out",
    sidecar: (version: string, tenants: number) =>
      `sidecar ${version}, ${tenants} ${tenants === 1 ? "tenant" : "tenants"}`,
    sidecarDead: (url: string, reason: string) =>
      `The sidecar does not answer at ${url}: ${reason}`,
    sidecarDeadMend: "Look at logs/sidecar.log, the firewall and the domain's DNS.",
    vaultLinked: "vault linked to the sidecar",
    vaultUnlinked: (code: string | null) =>
      `The vault runs, but is not linked to its sidecar${code === null ? "" : ` (${code})`}.`,
    vaultUnlinkedMend: "It keeps trying; logs/vault.log says why it was refused.",
    vaultDamaged: (rows: number) => `${rows} rows of the vault cannot be read.`,
    vaultDamagedMend: "Stop the house and put a backup of vault/ in its place.",
    alarms: (count: number) => `${count} of your contacts show a history that does not fit.`,
    alarmsMend:
      "Open the app: it names them. Compare safety numbers by another way before you write.",
    vaultDead: "The vault does not answer, though the sidecar does.",
    vaultDeadMend: "Start the house: `courtyard start` (with --no-sidecar if the sidecar is kept).",
    identity: (id: string, entries: number) =>
      `identity ${id}, ${entries} ${entries === 1 ? "entry" : "entries"}`,
    identityBroken: (code: string) => `The identity log on the sidecar is not valid (${code}).`,
    identityBrokenMend: "Restart the vault: it puts its own copy back.",
    identityElsewhere: (address: string) => `The identity does not name ${address} as its home.`,
    identityElsewhereMend: "Pair the vault with this sidecar: `courtyard vault pair`.",
    identityOther: "The sidecar shows another identity than the vault has.",
    identityOtherMend:
      "Somebody else claimed this address, or the sidecar's data is old. Ask its operator.",
    publication: (seq: number, files: number) => `publication ${seq}, ${files} files`,
    publicationNone: "Nothing has been published yet.",
    publicationNoneMend: "`courtyard publish --once` publishes the content folder.",
    publicationBroken: (code: string) => `The publication on the sidecar is not valid (${code}).`,
    publicationBehind: (live: number, local: number) =>
      `The sidecar shows publication ${live}, this machine made ${local}.`,
    publicationMend: "Publish again: `courtyard publish --once`.",
    clock: "clock agrees with the sidecar's",
    clockOff: (seconds: number) => `The clock is ${seconds} s off the sidecar's.`,
    clockMend: "Set the time by NTP; messages more than five minutes ahead are refused.",
    disk: (gigabytes: string) => `${gigabytes} GB of disk free`,
    diskLow: (gigabytes: string) => `Only ${gigabytes} GB of disk are free.`,
    diskMend: "Make room: the databases stop taking messages when the disk is full.",
    app: "app is built",
    appStale: "The app is not built from the present code.",
    appMend: "`courtyard start` builds it.",
    chromium: (path: string) => `Chromium for the tests: ${path}`,
    chromiumMissing: "No Chromium found; only the browser tests need one.",
    chromiumMend: "`npm test` installs it where it may, or set COURTYARD_CHROMIUM.",
    unexpected: (check: string, reason: string) => `The check "${check}" itself failed: ${reason}`,
    unexpectedMend: "This is a fault of the doctor; please report it with this line.",
    summary: (warn: number, fail: number) =>
      fail > 0 ? `${fail} to mend.` : warn > 0 ? `All works; ${warn} to know.` : "All is well.",
  },

  themeCheck: themeCheckEnglish,

  fileDamaged: (path: string) => `${path} is damaged.`,
  fileDamagedMend: "Remove it; the device it held can be revoked by `courtyard vault revoke`.",
  refused: (code: string) => `refused (${code})`,
  unreachable: (url: string, reason: string) => `${url} does not answer: ${reason}`,
  unreachableMend: "Is it running? `courtyard doctor` looks at everything.",
  unexpected: (reason: string) => `Something went wrong that should not: ${reason}`,
  unexpectedMend: "Set COURTYARD_DEBUG=1 to see where, and please report it.",
};

/** The sentences of one language. */
export type Words = typeof english;
