package dev.notely.proxy.server;

import dev.notely.proto.releases.v1.SupervisedProxy;
import dev.notely.proto.telemetry.v1.Deployment;
import java.util.List;

/** Which releases there are, how the traffic is split between them, and what changes that. */
interface Releases {
  /** As it is now, without what the proxies have counted; blocking, bounded in time. */
  Known now();

  /**
   * What the catalog knows.
   *
   * @param supervised proxies as their supervisors told last, there or not
   */
  record Known(Deployment deployment, List<SupervisedProxy> supervised) {
    static final Known NONE = new Known(Deployment.getDefaultInstance(), List.of());

    public Known {
      supervised = List.copyOf(supervised);
    }
  }
}
