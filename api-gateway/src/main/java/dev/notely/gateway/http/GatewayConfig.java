package dev.notely.gateway.http;

import dev.notely.gateway.proxy.Routing;
import dev.notely.runtime.grpc.HostPort;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Every option of a gateway, with default and environment variable. */
final class GatewayConfig {
  @Option(
      names = "--name",
      defaultValue = "${env:NOTELY_NAME:-}",
      description = "name in logs and in the telemetry stream (default: gateway-PID)")
  private String name = "";

  @Option(
      names = "--listen",
      defaultValue = "${env:NOTELY_LISTEN:-127.0.0.1:8080}",
      description = "HOST:PORT; port 0 takes a free one (default: ${DEFAULT-VALUE})")
  private HostPort listen = new HostPort("127.0.0.1", 8080);

  @Option(names = "--catalog", required = true, description = "HOST:PORT of the catalog")
  private HostPort catalog = new HostPort("127.0.0.1", 0);

  @Option(
      names = "--request-timeout-ms",
      defaultValue = "${env:NOTELY_REQUEST_TIMEOUT_MS:-10000}",
      description = "bound of a request with all its attempts (default: ${DEFAULT-VALUE})")
  private long requestTimeoutMs = 10_000;

  @Option(
      names = "--max-requests",
      defaultValue = "${env:NOTELY_MAX_REQUESTS:-1024}",
      description =
          "requests at once; more are answered 429, and users' before that 503 where answers come"
              + " late (default: ${DEFAULT-VALUE})")
  private int maxRequests = 1_024;

  @Option(
      names = "--routing",
      defaultValue = "${env:NOTELY_ROUTING:-hash}",
      description =
          "hash: an account's requests go to one proxy while that is not busier than others;"
              + " random: to any (default: ${DEFAULT-VALUE})")
  private Routing routing = Routing.HASH;

  @Option(
      names = "--token",
      defaultValue = "${env:NOTELY_TOKEN:-}",
      description = "bearer token of the operator's routes (default: none, they are open)")
  private String token = "";

  @Option(
      names = "--greeting",
      paramLabel = "TEXT",
      defaultValue = "${env:NOTELY_GREETING:-}",
      description =
          "a line printed once it serves, such as where people reach it, which it cannot know behind"
              + " a published port (default: none)")
  private String greeting = "";

  @Option(
      names = "--status-page",
      defaultValue = "${env:NOTELY_STATUS_PAGE:-public}",
      description =
          "who sees the page at /, which names no account: public, operators (who have the token)"
              + " or nobody (default: ${DEFAULT-VALUE})")
  private StatusAudience statusPage = StatusAudience.PUBLIC;

  @Option(
      names = "--status-viewers",
      defaultValue = "${env:NOTELY_STATUS_VIEWERS:-64}",
      description =
          "viewers of that page at once, at most a quarter of --max-requests; more are answered 503"
              + " (default: ${DEFAULT-VALUE})")
  private int statusViewers = 64;

  @Option(names = "--exit-with-parent", description = "stop when standard input ends")
  private boolean exitWithParent;

  String name() {
    return name.isBlank() ? "gateway-" + ProcessHandle.current().pid() : name;
  }

  HostPort listen() {
    return listen;
  }

  HostPort catalog() {
    return catalog;
  }

  long requestTimeoutMs() {
    return requestTimeoutMs;
  }

  int maxRequests() {
    return maxRequests;
  }

  Routing routing() {
    return routing;
  }

  String token() {
    return token;
  }

  Optional<String> greeting() {
    return Optional.of(greeting).filter(text -> !text.isBlank());
  }

  StatusAudience statusPage() {
    return statusPage;
  }

  /** Each has one of the places for requests, as long as he watches. */
  int statusViewers() {
    return Math.clamp(statusViewers, 0, maxRequests / 4);
  }

  boolean exitWithParent() {
    return exitWithParent;
  }
}
