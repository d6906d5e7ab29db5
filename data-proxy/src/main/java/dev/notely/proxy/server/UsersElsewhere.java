package dev.notely.proxy.server;

import dev.notely.proto.migrations.v1.MovingAt;
import dev.notely.proto.migrations.v1.ThrottleServiceGrpc;
import dev.notely.proto.migrations.v1.UsersAt;
import dev.notely.proxy.migration.throttle.FeltAt;
import dev.notely.proxy.migration.throttle.Throttle;
import dev.notely.proxy.server.EveryProxy.Answer;
import io.grpc.Channel;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * While this proxy's movers are at work, asks the other proxies twice a second what their users
 * feel: a release that has no share of the users yet moves accounts like any other. Who does not
 * answer is left out; what he told last is good for two seconds.
 */
final class UsersElsewhere implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UsersElsewhere.class);
  private static final long PERIOD_MS = 500;
  private static final long PATIENCE_MS = 500;

  private final Throttle throttle;
  private final EveryProxy proxies;
  private final IntSupplier count;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("users-elsewhere").factory());

  /**
   * Asks nobody before {@link #start}.
   *
   * @param count of the proxies that are live now, this one among them
   */
  UsersElsewhere(Throttle throttle, EveryProxy proxies, IntSupplier count) {
    this.throttle = throttle;
    this.proxies = proxies;
    this.count = count;
  }

  void start() {
    var _ = timer.scheduleWithFixedDelay(this::look, PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
  }

  /** This proxy is asked among all, and says what it knows anyhow. */
  void look() {
    try {
      Set<String> moving = throttle.moving();
      if (!moving.isEmpty() && count.getAsInt() > 1) {
        throttle.usersElsewhere(ask(MovingAt.newBuilder().addAllStores(moving).build()));
      }
    } catch (RuntimeException e) {
      LOG.error("what users of other proxies feel is not known", e);
    }
  }

  private Map<String, FeltAt> ask(MovingAt moving) {
    Map<String, FeltAt> most = new HashMap<>();
    proxies.ask(channel -> feel(channel, moving)).stream()
        .map(Answer::reply)
        .flatMap(Optional::stream)
        .flatMap(users -> users.getStoresList().stream())
        .forEach(users ->
            most.merge(
                users.getStore(),
                new FeltAt(users.getShare(), users.getSentence()),
                (one, other) -> one.share() <= other.share() ? one : other));
    return most;
  }

  private static UsersAt feel(Channel proxy, MovingAt moving) {
    return ThrottleServiceGrpc.newBlockingStub(proxy)
        .withDeadlineAfter(PATIENCE_MS, TimeUnit.MILLISECONDS)
        .feel(moving);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
