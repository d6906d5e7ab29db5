package dev.notely.proxy.server;

import dev.notely.proxy.store.CatalogWatch;
import io.grpc.Server;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a proxy goes without cutting anything off: it leaves the catalog's list, gives gateways a
 * moment to hear of it, takes no new calls, and ends when those under way are answered.
 */
final class Departure implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Departure.class);
  private static final long HEARD_MS = 400;
  private static final long LONGEST_CALL_MS = 10_000;
  private static final long FLUSH_S = 1;

  private final CatalogWatch watch;
  private final Server server;
  private final UnaryCalls calls;

  Departure(CatalogWatch watch, Server server, UnaryCalls calls) {
    this.watch = watch;
    this.server = server;
    this.calls = calls;
  }

  @Override
  public void close() throws InterruptedException {
    watch.leave();
    TimeUnit.MILLISECONDS.sleep(HEARD_MS);
    server.shutdown();
    if (!calls.awaitNone(LONGEST_CALL_MS)) {
      LOG.warn("calls are under way after their longest time; they are cut off");
    }
    var _ = server.shutdownNow().awaitTermination(FLUSH_S, TimeUnit.SECONDS);
  }
}
