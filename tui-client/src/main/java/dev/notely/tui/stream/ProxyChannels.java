package dev.notely.tui.stream;

import dev.notely.runtime.grpc.HostPort;
import io.grpc.ManagedChannel;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one channel in use: to the proxy that the subscription is on, for the operator's calls too.
 */
public final class ProxyChannels implements AutoCloseable {
  private final Function<HostPort, ManagedChannel> open;
  private @Nullable ManagedChannel channel; // guarded by this

  /** Opens none yet. */
  public ProxyChannels(Function<HostPort, ManagedChannel> open) {
    this.open = open;
  }

  /**
   * A fresh channel to the proxy, from now on the present one: the state of the one before (a
   * backoff, a half-dead connection) must not be inherited.
   */
  synchronized ManagedChannel use(HostPort address) {
    close();
    ManagedChannel opened = open.apply(address);
    channel = opened;
    return opened;
  }

  /** The present one; empty before the first and after the end. */
  synchronized Optional<ManagedChannel> present() {
    return Optional.ofNullable(channel);
  }

  @Override
  public synchronized void close() {
    if (channel != null) {
      channel.shutdownNow();
    }
    channel = null;
  }
}
