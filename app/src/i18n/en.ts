// The English words of the app. The keys are the type: zh-hans.ts cannot leave one out.
// {name} is filled in; a pair .one/.other is chosen by number.

export const en = {
  "app.name": "Courtyard",
  "app.skip": "Skip to content",
  "app.loading": "Opening…",
  "app.retry": "Try again",
  "app.back": "Back",
  "app.cancel": "Cancel",
  "app.undo": "Undo",
  "app.copy": "Copy",
  "app.copied": "Copied",
  "app.more": "Show more",
  "app.code": "Code: {code}",
  "app.dismiss": "Dismiss",

  "nav.label": "Main",
  "nav.timeline": "Timeline",
  "nav.conversations": "Conversations",
  "nav.comments": "Comments",
  "nav.devices": "Devices",
  "nav.settings": "Settings",

  "link.ready": "Connected to {host}",
  "link.waiting":
    "{host} has not answered since {time}. What you write waits here and goes out by itself.",
  "link.never": "{host} does not answer. What you write waits here and goes out by itself.",
  "link.refused": "{host} answered, but refused this device: {reason}",
  "link.retry": "Try now",
  "link.status": "Connection",
  "link.short.ready": "Connected",
  "link.short.connecting": "Connecting",
  "link.short.waiting": "Waiting for {host}",
  "link.alarm.own":
    "Your own address shows an identity that does not follow from yours. Check the machine behind {host} before you trust it.",

  "blocked.secure": "This page can keep no keys here",
  "blocked.secure.text":
    "Browsers allow keys only over https or on this machine’s own localhost. Open the app at its https address, or from your vault at 127.0.0.1.",
  "blocked.tab": "Courtyard is open in another tab",
  "blocked.tab.text":
    "One tab at a time speaks for this device, so that nothing is sent or counted twice.",
  "blocked.tab.here": "Use it here",
  "blocked.nothing": "No Courtyard answers here",
  "blocked.nothing.text":
    "The address {origin} gave no answer about whose app this is. Start the vault or the sidecar, then try again.",
  "blocked.unclaimed": "This address has no owner yet",
  "blocked.unclaimed.text":
    "Start the vault with its claim code first. Then this page can pair a device.",

  "pair.title": "Pair this device",
  "pair.intro":
    "This app is for the owner of {address}. The vault, the private machine at home, keeps your keys and your archive. It gives a code for each new device.",
  "pair.via.sidecar":
    "This copy of the app comes from the public server. Whoever controls that server could serve an altered one. The copy that your vault serves at home has not that weakness.",
  "pair.via.more": "What this cannot promise",
  "pair.code": "Pairing code",
  "pair.code.hint": "16 letters and digits, as your vault shows them. Good for ten minutes, once.",
  "pair.code.form": "The code has 16 letters and digits. This has {n}.",
  "pair.name": "Name of this device",
  "pair.name.hint": "So that you know it in the list of devices.",
  "pair.name.empty": "Give this device a name.",
  "pair.do": "Pair this device",
  "pair.busy": "Pairing…",
  "pair.how": "Where do I get a code?",
  "pair.how.text":
    "On the machine where your vault runs: `courtyard vault pair-code`. It prints a code and a link that fills in this form.",
  "pair.failed": "This device was not paired.",
  "pair.done": "This device is paired.",
  "pair.unreachable":
    "{host} did not answer. Check that the vault and the sidecar run, then try again.",

  "timeline.title": "Timeline",
  "timeline.empty": "Posts of the sites you follow will stand here.",
  "timeline.empty.do": "Follow a first site: any address, web page or feed.",
  "timeline.follow": "Follow a site",
  "timeline.refresh": "Look for new posts",
  "timeline.refreshing": "Looking…",
  "timeline.choose": "Choose a post to read it here.",
  "timeline.open": "Open original",
  "timeline.comment": "Comment",
  "timeline.untitled": "Untitled",
  "timeline.gone": "This post is not on this device. It may be when the connection is back.",

  "follow.title": "Following",
  "follow.target": "Address, web page or feed",
  "follow.target.hint":
    "Such as alice@alice.example, https://alice.example/ or the address of a feed.",
  "follow.form": "This is no address, web page or feed. Write it as in the example.",
  "follow.do": "Follow",
  "follow.busy": "Looking for its feed…",
  "follow.done": "You follow {title}.",
  "follow.empty": "You follow no site yet.",
  "follow.remove": "Unfollow",
  "follow.remove.of": "Unfollow {title}",
  "follow.removed": "You no longer follow {title}.",
  "follow.missing": "Write an address first.",
  "follow.list": "Sites you follow",

  "comments.title": "Comments",
  "comments.waiting": "To decide",
  "comments.approved": "Approved",
  "comments.rejected": "Rejected",
  "comments.mine": "By me",
  "comments.filter": "Which comments",
  "comments.empty.pending":
    "Comments that others leave on your pages wait here until you approve or reject them.",
  "comments.empty.approved": "No comment is approved yet.",
  "comments.empty.rejected": "No comment was rejected.",
  "comments.empty.mine":
    "Comments you write on other sites are listed here, with how far they got.",
  "comments.approve": "Approve",
  "comments.reject": "Reject",
  "comments.approved.done": "Approved. It stands on the page now.",
  "comments.rejected.done": "Rejected. It is not shown.",
  "comments.page": "on {page}",
  "comments.guest": "guest",
  "comments.write": "Comment on a page",
  "comments.page.url": "Address of the page",
  "comments.page.hint": "The web address of a post on a Courtyard site.",
  "comments.page.form": "This is not a web address. It begins with https://",
  "comments.page.courtyard":
    "No Courtyard was found at {host}. Comments go only to Courtyard sites.",
  "comments.owner": "Address of the site’s author",
  "comments.owner.hint": "Such as alice@alice.example. The page alone does not tell it.",
  "comments.name": "Your name",
  "comments.name.hint": "Stands beside the comment, in public.",
  "comments.name.empty": "Give the name that stands beside your comment.",
  "comments.text": "Your comment",
  "comments.text.empty": "Write the comment first.",
  "comments.text.long": "A comment has at most {max} characters. This has {n}.",
  "comments.send": "Send",
  "comments.about":
    "It goes to {site} signed with your identity. The author decides whether it is shown.",
  "comments.state.waiting": "Waits on this device",
  "comments.state.accepted": "On its way to {host}",
  "comments.state.delivered": "Delivered. The author decides whether it is shown.",
  "comments.state.refused": "Refused: {reason}",
  "comments.state.expired": "Not delivered: {host} did not answer in time.",
  "comments.queued": "Your comment is on its way.",

  "chat.title": "Conversations",
  "chat.start": "Start a conversation",
  "chat.address": "Address of the person",
  "chat.address.hint": "Such as bob@bob.example.",
  "chat.start.busy": "Looking for {address}…",
  "chat.start.unreachable":
    "Nothing answers at {address}. Check the address; if it is right, their server is away: try again later.",
  "chat.empty": "Conversations with other people will stand here, sealed from device to device.",
  "chat.empty.do": "Start one with somebody’s address.",
  "chat.list": "Conversations by last message",
  "chat.begin": "Nothing said yet. Only your devices and theirs can read what is written here.",
  "chat.you": "You",
  "chat.preview.mine": "You: {text}",
  "chat.message": "Message",
  "chat.message.to": "Message to {name}",
  "chat.send": "Send",
  "chat.enter": "Enter sends, Shift+Enter makes a new line.",
  "chat.messages": "Messages with {name}",
  "chat.long": "A message has at most {max} characters. This has {n}.",
  "chat.state.waiting": "Waits on this device",
  "chat.state.accepted": "Waits for {host}",
  "chat.state.delivered": "Handed on",
  "chat.state.refused": "Refused: {reason}",
  "chat.state.expired": "Not delivered: {host} did not answer in time",
  "chat.unread.one": "{n} unread message",
  "chat.unread.other": "{n} unread messages",
  "chat.today": "Today",
  "chat.yesterday": "Yesterday",
  "chat.self": "This is your own address.",
  "chat.safety": "Safety number",
  "chat.earlier": "Earlier messages",
  "chat.asking": "Asking the vault for earlier messages…",
  "chat.vault.away": "The vault has not answered. Earlier messages will come when it does.",
  "chat.nodevices": "{name} has no device that can read messages yet. Ask them to pair one.",
  "chat.new.from": "New message from {name}",

  "alarm.title": "Do not trust this yet",
  "alarm.rollback":
    "The identity at {address} is shorter than the one this device knows. An old copy may be served there, or someone is holding back a change.",
  "alarm.fork":
    "The identity at {address} tells another history than the one this device knows. Somebody may be posing as this person.",
  "alarm.other":
    "Another identity lives at {address} now. It may be a new owner, or somebody posing as the one you know.",
  "alarm.do":
    "Nothing is sent to it. Ask the person by another way, such as the telephone, and compare safety numbers.",
  "alarm.check": "Check again",
  "alarm.adopt": "Start anew with who lives there now",

  "safety.title": "Safety number",
  "safety.with": "With {name}",
  "safety.how":
    "Read these digits to each other by telephone, or compare them side by side. If they are the same on both ends, nobody stands between you.",
  "safety.own":
    "Every person you talk to has another safety number with you: it is made from both identities.",
  "safety.identity": "Their identity",

  "person.title": "Person",
  "person.rights": "What they may do here",
  "person.friend": "Friend",
  "person.friend.hint":
    "Their comments appear at once, and they may send and ask more of your sidecar than a stranger.",
  "person.relay": "Carry letters for them",
  "person.relay.hint":
    "When somebody does not answer them, your sidecar passes on their sealed letters, which it cannot read; theirs may do the same for you.",
  "person.relay.friend": "Letters are carried for friends only.",
  "person.block": "Block",
  "person.block.hint":
    "Your sidecar takes nothing more from them, neither letters nor comments. They are told that they are blocked when they write.",
  "person.set": "{name}: {what} is on.",
  "person.unset": "{name}: {what} is off.",
  "person.unknown": "Your sidecar must answer before this can be changed.",
  "person.safety": "Compare the safety number",

  "devices.title": "Devices",
  "devices.this": "This device",
  "devices.me": "You",
  "devices.address": "Address",
  "devices.identity": "Identity",
  "devices.list": "Devices of your identity",
  "devices.since": "since {date}",
  "devices.until": "revoked {date}",
  "devices.can.publish": "publishes",
  "devices.can.comment": "comments and moderates",
  "devices.can.chat": "reads and writes messages",
  "devices.can.serve": "serves (the sidecar)",
  "devices.add": "Pair another device",
  "devices.add.text":
    "On the machine where your vault runs: `courtyard vault pair-code`. Open this app on the new device and enter the code, or open the link that is printed.",
  "devices.revoke": "Revoke a device",
  "devices.revoke.text":
    "A lost or stolen device: revoke it in the list above. The vault does it as soon as it hears of it, and from then on the device may no longer speak for you. On the machine where your vault runs, `courtyard vault revoke` does the same.",
  "devices.revoke.do": "Revoke",
  "devices.revoke.of": "Revoke {name}",
  "devices.revoke.confirm": "Revoke {name}?",
  "devices.revoke.what":
    "It can then neither write, comment, publish nor read anything new for you. This cannot be undone; the device can be paired anew.",
  "devices.revoke.asked": "Revocation asked for on {date}. The vault does it when it is connected.",
  "devices.revoke.done": "{name} is revoked.",
  "devices.recovery": "Recovery",
  "devices.recovery.text":
    "If the vault is lost, the 24 words that it showed at its first start bring your identity back on a new one: `courtyard vault recover`. They exist nowhere else. Keep them on paper.",
  "devices.unpair": "Forget this device",
  "devices.unpair.text":
    "Deletes the keys and messages stored in this browser. The vault keeps its archive. Revoke the device at the vault as well.",
  "devices.unpair.confirm": "Delete everything stored here?",

  "settings.title": "Settings",
  "settings.language": "Language",
  "settings.language.auto": "As the browser",
  "settings.theme": "Appearance",
  "settings.theme.auto": "As the system",
  "settings.theme.light": "Light",
  "settings.theme.dark": "Dark",
  "settings.about": "About",
  "settings.about.text":
    "Courtyard is free software under the AGPL-3.0-or-later. Everybody’s own website talks to everybody else’s.",
  "settings.about.served": "This copy of the app was served by {origin}.",
  "settings.about.sidecar":
    "That is the public server. Whoever controls it could serve an altered app; the copy that your vault serves at home has not that weakness.",
  "settings.about.vault": "That is your own vault.",
  "settings.sees":
    "Messages are sealed on your devices. The servers between cannot read them, but they see who writes to whom, and when.",

  "fault.title": "This screen could not be shown",
  "fault.text": "What you wrote is kept. Go on to another screen, or load the page again.",
} as const;

/** A key of the catalogue. */
export type MessageKey = keyof typeof en;

/** A whole catalogue: what every other language must provide. */
export type Messages = Record<MessageKey, string>;
