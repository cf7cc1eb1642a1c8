// What build/lucide-icons.ts provides.
declare module "lucide:*" {
  const markup: string;
  export default markup;
}
