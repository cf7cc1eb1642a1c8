import { createServer } from "node:net";

/** Whether somebody could listen there now. `bind` is an IP address; errors other than "taken" are thrown. */
export function isPortFree(port: number, bind: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(false);
      else reject(error);
    });
    server.listen({ port, host: bind, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
