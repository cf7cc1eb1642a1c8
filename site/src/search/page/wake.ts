// The only script of the search page until somebody searches: it waits for that, and loads the rest.

const form = document.querySelector<HTMLFormElement>("form.search-form");

if (form) {
  let loading: Promise<void> | undefined;
  const load = () => {
    loading ??= import("./search-page.ts").then(({ startSearch }) => startSearch(form));
    return loading;
  };
  form.addEventListener("focusin", load, { once: true });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    load().catch(() => form.submit());
  });
  // A quick reader was at the field before this script was.
  const typed = form.querySelector<HTMLInputElement>("input[type=search]")?.value;
  const isAsked = typed || new URL(location.href).searchParams.get("q");
  if (isAsked || form.contains(document.activeElement)) load();
}
