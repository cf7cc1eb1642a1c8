// What build/lucide-icons.ts provides.
declare module "lucide:*" {
  const shapes: import("./views/parts/icon-shapes.ts").IconShapes;
  export default shapes;
}
