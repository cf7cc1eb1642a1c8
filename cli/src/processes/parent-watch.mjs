// Loaded by `node --import` into every process that `courtyard start` starts. When the parent is
// gone, even by SIGKILL, the channel to it closes: then the process ends as on Ctrl-C, no orphan.
process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
process.channel?.unref();
