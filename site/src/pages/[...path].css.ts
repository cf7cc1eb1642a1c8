import { fileRoute } from "../render/file-route.ts";

export const { getStaticPaths, GET } = fileRoute("css");
