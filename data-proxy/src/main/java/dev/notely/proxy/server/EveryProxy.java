package dev.notely.proxy.server;

import dev.notely.runtime.grpc.HostPort;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Asks all live proxies at once for what each knows by itself. Keeps a channel to each for the next
 * time; one that fails is opened anew then.
 */
final class EveryProxy implements AutoCloseable {
  private final Supplier<List<HostPort>> proxies;
  private final Function<HostPort, ManagedChannel> channels;
  private final Map<HostPort, ManagedChannel> open = new HashMap<>(); // guarded by this

  /**
   * Asks nobody yet.
   *
   * @param proxies as they are now
   * @param channels opens one
   */
  EveryProxy(Supplier<List<HostPort>> proxies, Function<HostPort, ManagedChannel> channels) {
    this.proxies = proxies;
    this.channels = channels;
  }

  /**
   * What came of a proxy.
   *
   * @param reply empty: it is silent, and what it knows is missing
   */
  record Answer<R>(HostPort proxy, Optional<R> reply) {}

  /**
   * Blocks for the slowest.
   *
   * @param call of one proxy, bounded in time, outside of the caller's own context
   */
  <R> List<Answer<R>> ask(Function<Channel, R> call) {
    return ask((_, channel) -> call.apply(channel));
  }

  /** As {@link #ask(Function)}, of each something else. */
  <R> List<Answer<R>> ask(BiFunction<HostPort, Channel, R> call) {
    List<HostPort> live = proxies.get();
    closeAllBut(live);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Answer<R>>> answers =
          live.stream()
              .map(proxy -> CompletableFuture.supplyAsync(() -> ask(proxy, call), threads))
              .toList();
      return answers.stream().map(CompletableFuture::join).toList();
    }
  }

  private <R> Answer<R> ask(HostPort proxy, BiFunction<HostPort, Channel, R> call) {
    ManagedChannel channel = channel(proxy);
    try {
      return new Answer<>(proxy, Optional.of(call.apply(proxy, channel)));
    } catch (StatusRuntimeException e) {
      forget(proxy, channel);
      return new Answer<>(proxy, Optional.empty());
    }
  }

  private synchronized ManagedChannel channel(HostPort proxy) {
    return open.computeIfAbsent(proxy, channels);
  }

  private synchronized void forget(HostPort proxy, ManagedChannel channel) {
    open.remove(proxy, channel);
    channel.shutdown(); // others may be asking by it
  }

  private synchronized void closeAllBut(List<HostPort> live) {
    open.entrySet()
        .removeIf(one -> {
          boolean gone = !live.contains(one.getKey());
          if (gone) {
            one.getValue().shutdown();
          }
          return gone;
        });
  }

  @Override
  public synchronized void close() {
    open.values().forEach(ManagedChannel::shutdownNow);
    open.clear();
  }
}
