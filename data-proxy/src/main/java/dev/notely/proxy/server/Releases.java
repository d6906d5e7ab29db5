package dev.notely.proxy.server;

import dev.notely.proto.telemetry.v1.Deployment;

/** Which releases there are, how the traffic is split between them, and what changes that. */
interface Releases {
  /** As it is now, without what the proxies have counted; blocking, bounded in time. */
  Deployment now();
}
