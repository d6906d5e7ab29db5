package dev.notely.proxy.server;

import dev.notely.proxy.migration.plan.MigrationSpec;
import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.grpc.Protocol;
import dev.notely.runtime.process.StartupException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Every option of a data-proxy, with default and environment variable. */
final class DataProxyConfig {
  @Option(
      names = "--name",
      defaultValue = "${env:NOTELY_NAME:-}",
      description = "name in logs and among the proxies (default: proxy-PID)")
  private String name = "";

  @Option(
      names = "--listen",
      defaultValue = "${env:NOTELY_LISTEN:-127.0.0.1:0}",
      description = "HOST:PORT; port 0 takes a free one (default: ${DEFAULT-VALUE})")
  private HostPort listen = new HostPort("127.0.0.1", 0);

  @Option(
      names = "--advertise",
      description =
          "HOST:PORT under which gateways reach this process (default: where it listens; of 0.0.0.0,"
              + " by this machine's name)")
  private @Nullable HostPort advertise;

  @Option(names = "--catalog", required = true, description = "HOST:PORT of the catalog")
  private HostPort catalog = new HostPort("127.0.0.1", 0);

  @Option(
      names = "--home-store",
      defaultValue = "${env:NOTELY_HOME_STORE:-legacy}",
      description = "store of new accounts (default: ${DEFAULT-VALUE})")
  private String homeStore = "legacy";

  @Option(
      names = "--target-store",
      defaultValue = "${env:NOTELY_TARGET_STORE:-new}",
      description =
          "where isMigrating moves an account that names no shard (default: ${DEFAULT-VALUE})")
  private String targetStore = "new";

  @Option(
      names = "--default-strategy",
      paramLabel = "copy|lazy",
      defaultValue = "${env:NOTELY_DEFAULT_STRATEGY:-copy}",
      description =
          "how isMigrating moves an account that is in no migration: copy, then switch;"
              + " or lazy: switch, then drain (default: ${DEFAULT-VALUE})")
  private String defaultStrategy = "copy";

  @Option(
      names = "--concurrent-moves",
      defaultValue = "${env:NOTELY_CONCURRENT_MOVES:-4}",
      description = "accounts that this proxy moves at once (default: ${DEFAULT-VALUE})")
  private int concurrentMoves = 4;

  @Option(
      names = "--release",
      defaultValue = "${env:NOTELY_RELEASE:-v1}",
      description = "release that this process announces (default: ${DEFAULT-VALUE})")
  private String release = "v1";

  @Option(
      names = "--alert-webhook",
      paramLabel = "URL",
      defaultValue = "${env:NOTELY_ALERT_WEBHOOK:-}",
      description =
          "where alerts of the migrations that this proxy leads are posted as JSON (default:"
              + " nowhere)")
  private String alertWebhook = "";

  @Option(
      names = "--coalesce",
      arity = "1",
      paramLabel = "true|false",
      defaultValue = "${env:NOTELY_COALESCE:-true}",
      description =
          "equal reads that arrive together share a call of the store (default: ${DEFAULT-VALUE})")
  private boolean coalesce = true;

  @Option(
      names = "--throttle",
      arity = "1",
      paramLabel = "true|false",
      defaultValue = "${env:NOTELY_THROTTLE:-true}",
      description =
          "movers give way where users feel them; the operator's limits hold in any case (default:"
              + " ${DEFAULT-VALUE})")
  private boolean throttle = true;

  @Option(
      names = "--stalled-after",
      hidden = true,
      defaultValue = "PT1M",
      description = "for tests: how long nothing may get on before it is an alert")
  private Duration stalledAfter = Duration.ofMinutes(1);

  @Option(
      names = "--protocol",
      hidden = true,
      defaultValue = "" + Protocol.CURRENT,
      description = "for tests: the version that its calls say; 0: they say none")
  private int protocol = Protocol.CURRENT;

  @Option(
      names = "--fault-errors",
      hidden = true,
      defaultValue = "0",
      description = "for tests: the share of users' operations that fail, 0 to 1")
  private double faultErrors;

  @Option(
      names = "--fault-delay-ms",
      hidden = true,
      defaultValue = "0",
      description = "for tests: how long every answer to users is held back")
  private long faultDelayMs;

  @Option(
      names = "--sync-points",
      hidden = true,
      description =
          "for tests: wait for GO on standard input around each step of a hand-off and"
              + " of a migration's leader")
  private boolean syncPoints;

  @Option(names = "--exit-with-parent", description = "stop when standard input ends")
  private boolean exitWithParent;

  String name() {
    return name.isEmpty() ? "proxy-" + ProcessHandle.current().pid() : name;
  }

  HostPort listen() {
    return listen;
  }

  String advertised(int port) {
    return advertise == null ? listen.reachedAt(port) : advertise.toString();
  }

  HostPort catalog() {
    return catalog;
  }

  String homeStore() {
    return homeStore;
  }

  String targetStore() {
    return targetStore;
  }

  /**
   * How the explicit flag moves an account.
   *
   * @throws StartupException if it is no strategy
   */
  MigrationSpec.Strategy defaultStrategy() {
    return switch (defaultStrategy) {
      case "copy" -> MigrationSpec.Strategy.COPY;
      case "lazy" -> MigrationSpec.Strategy.LAZY;
      default ->
          throw new StartupException(
              "--default-strategy is '" + defaultStrategy + "'; it is copy or lazy");
    };
  }

  int concurrentMoves() {
    return concurrentMoves;
  }

  String release() {
    return release;
  }

  /**
   * Where alerts go.
   *
   * @throws StartupException if it is no address that can be posted to
   */
  Optional<URI> alertWebhook() {
    if (alertWebhook.isBlank()) {
      return Optional.empty();
    }
    URI address;
    try {
      address = new URI(alertWebhook);
    } catch (URISyntaxException e) {
      throw new StartupException(notAnAddress(), e);
    }
    String scheme = address.getScheme();
    if (!("http".equals(scheme) || "https".equals(scheme)) || address.getHost() == null) {
      throw new StartupException(notAnAddress());
    }
    return Optional.of(address);
  }

  private String notAnAddress() {
    return "--alert-webhook is '" + alertWebhook + "'; it is an http or https URL";
  }

  boolean coalesce() {
    return coalesce;
  }

  boolean throttle() {
    return throttle;
  }

  Duration stalledAfter() {
    return stalledAfter;
  }

  int protocol() {
    return protocol;
  }

  double faultErrors() {
    return faultErrors;
  }

  long faultDelayMs() {
    return faultDelayMs;
  }

  boolean syncPoints() {
    return syncPoints;
  }

  boolean exitWithParent() {
    return exitWithParent;
  }
}
