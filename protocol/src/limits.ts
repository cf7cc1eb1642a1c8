// Every bound of the protocol in one place. Spec pages cite these names; a change here is a change of
// the protocol. Times are milliseconds, sizes are bytes unless the name says otherwise.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** The bounds that all ends agree on. Frozen. */
export const LIMITS = Object.freeze({
  /** Deepest nesting of arrays and objects in any JSON we read. */
  depth: 16,
  /** Largest JSON text read when the caller names no bound. */
  jsonBytes: 256 * 1024,

  /** Largest envelope as JSON text: the largest sealed message for 64 devices, relayed, fits. */
  envelopeBytes: 192 * 1024,
  /** Largest websocket frame: an envelope inside a frame, or a page of queued ones. */
  frameBytes: 512 * 1024,
  /** Largest frame before `ready`: a stranger may make us parse no more than this. */
  handshakeFrameBytes: 8 * 1024,
  /** How far ahead of our clock a `ts` may be. */
  clockSkew: 5 * MINUTE,
  /** Longest life of an envelope, `exp - ts`. Prekeys and seen ids are kept as long. */
  envelopeTtl: 30 * DAY,
  /** The nonce of an envelope. */
  envelopeNonceBytes: 16,
  /** Longest `type` of an envelope, such as `comment.create`. */
  typeLength: 48,

  /** Longest host name, RFC 1035 §2.3.4. */
  hostLength: 253,
  /** Longest user name. */
  usernameLength: 32,

  /** Largest identity log as JSON lines. */
  identityBytes: 1024 * 1024,
  /** Largest single line of an identity log. */
  identityEntryBytes: 64 * 1024,
  /** Most entries in an identity log. */
  identityEntries: 1024,
  /** Most different keys, root and device, in a whole log: each costs its reader most of a millisecond. */
  identityKeys: 256,
  /** Most devices in one entry, revoked ones included. */
  devices: 64,
  /** Longest name of a device, in UTF-16 code units. */
  deviceNameLength: 64,
  /** Most addresses where a person lives at once. */
  urls: 8,
  /** Most mirrors in one entry. */
  mirrors: 16,
  /** Longest URL of a mirror. */
  urlLength: 512,

  /** Longest comment, in UTF-16 code units. */
  commentLength: 8_000,
  /** Longest name that a commenter gives. */
  nameLength: 80,
  /** Longest path of a page that is commented on. */
  pageLength: 512,

  /** Most devices that one sealed message is sealed for. */
  sealedRecipients: 64,
  /** Largest plaintext of a sealed message, before padding. */
  sealedPlaintextBytes: 64 * 1024,
  /** Largest encapsulated or sealed key of one recipient; suite 1 needs 32 and 48. */
  sealedKeyBytes: 256,
  /** Largest ciphertext of a sealed message: the plaintext, padded, and the tag. */
  sealedCiphertextBytes: 72 * 1024,
  /** Largest ciphertext of a relayed envelope; in base64url it still fits an envelope. */
  relayCiphertextBytes: 136 * 1024,
  /** Longest text of a chat message, in UTF-16 code units. */
  chatLength: 16_000,
  /** Most chat messages in one page of history. */
  historyPage: 100,
  /** Longest body of a request to the desk, in UTF-16 code units: all settings of a theme. */
  deskRequestLength: 16_000,
  /** A request to the desk is sealed in an envelope that lives no longer: nobody waits by then. */
  deskLife: 5 * MINUTE,
  /** Largest piece of an answer of the desk; in base64url it fits one sealed payload. */
  deskPartBytes: 44 * 1024,
  /** Most pieces of one answer. */
  deskParts: 48,
  /** Largest answer of the desk once it is unpacked. */
  deskBodyBytes: 4 * 1024 * 1024,
  /** Most servers that a relayed envelope may pass. */
  relayHops: 3,
  /** Largest envelope that is relayed: padded, sealed and in base64url it still fits in another one. */
  relayedBytes: 128 * 1024,
  /** Most prekeys in `prekeys.json`: the present and the former one for each device. */
  prekeys: 128,
  /** A prekey is used this long, then replaced. */
  prekeyLife: 7 * DAY,

  /** The nonce of each end of a handshake. */
  handshakeNonceBytes: 16,
  /** A handshake must be done in this time. */
  handshakeTimeout: 10 * SECOND,
  /** Longest name of a `req` method. */
  methodLength: 48,
  /** Longest id of a `req`. */
  requestIdLength: 64,
  /** Longest detail of a refusal. */
  detailLength: 200,
  /** Longest HTML of one live comment. */
  commentHtmlLength: 64 * 1024,
  /** Most envelopes in one `queued` frame. */
  queuedItems: 64,

  /** Most files in a manifest. */
  manifestFiles: 100_000,
  /** Largest manifest or delta as JSON text. */
  manifestBytes: 32 * 1024 * 1024,
  /** Longest path in a manifest, as UTF-8. */
  manifestPathBytes: 512,
  /** Largest single file of a site. */
  blobBytes: 64 * 1024 * 1024,
  /** Largest site, all files together. */
  siteBytes: 4 * 1024 * 1024 * 1024,
  /** A manifest holds this long unless renewed; a mirror may not serve it afterwards. */
  manifestLife: 90 * DAY,
  /** Longest life a manifest may ask for. */
  manifestMaxLife: 400 * DAY,
  /** How far ahead a scheduled publication may be. */
  manifestActivateAhead: 300 * DAY,

  /** A pairing code is good for this long. */
  pairingLife: 10 * MINUTE,
  /** A pairing code is burnt after this many wrong tries. */
  pairingTries: 5,
});
