import { mount } from "svelte";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/prose.css";
import App from "./views/App.svelte";
import { keepForOffline } from "./views/offline.ts";
import { applyPreferences } from "./views/preferences.svelte.ts";
import { takePairingCode } from "./views/start.ts";

const code = takePairingCode();
await applyPreferences();
const target = document.getElementById("app");
if (!target) throw new Error("index.html has no #app");
mount(App, { target, props: { code } });

if (import.meta.env.PROD) {
  // Without it the app works the same while the server is there.
  keepForOffline().catch((cause) => console.warn(cause));
}
