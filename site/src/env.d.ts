/// <reference types="astro/client" />

declare module "theme:*.astro" {
  const component: (props: Record<string, unknown>) => unknown;
  export default component;
}
declare module "parent:*.astro" {
  const component: (props: Record<string, unknown>) => unknown;
  export default component;
}
declare module "core:*.astro" {
  const component: (props: Record<string, unknown>) => unknown;
  export default component;
}
declare module "theme:*?url" {
  const address: string;
  export default address;
}
