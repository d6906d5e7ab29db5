package dev.notely.gateway.http;

import dev.notely.gateway.proxy.MigrationClient;
import dev.notely.gateway.proxy.ProxyClient;
import dev.notely.gateway.proxy.ProxyPool;
import dev.notely.gateway.proxy.ReleaseClient;
import dev.notely.gateway.status.StatusFeed;
import dev.notely.runtime.telemetry.MetricsPage;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.opentelemetry.api.OpenTelemetry;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** All routes, and what stands before them. */
final class Routes {
  private static final byte[] OPENAPI = Resources.bytes("/openapi.json");
  private static final String HEALTH = "/healthz";

  private Routes() {}

  static void register(
      HttpRouting.Builder routing,
      ProxyPool pool,
      ProxyClient proxies,
      MigrationClient migrations,
      ReleaseClient releases,
      Admission admission,
      OpenTelemetry telemetry,
      MetricsPage metrics,
      StatusFeed status,
      GatewayConfig config) {
    OperatorToken operator = new OperatorToken(config.token());
    Semaphore places = new Semaphore(config.maxRequests());
    routing
        .addFilter(new RequestSpans(telemetry))
        .addFilter((chain, request, response) -> {
          if (request.path().path().equals(HEALTH)) {
            chain.proceed(); // a gateway that is full is well: nobody shall take it out of service
            return;
          }
          if (!places.tryAcquire()) {
            response.header(HeaderNames.RETRY_AFTER, "1");
            ProblemMapper.send(response, new ProblemException(429, "too many requests at once"));
            return;
          }
          try {
            chain.proceed();
          } finally {
            places.release();
          }
        })
        .addFilter(admission)
        .error(Throwable.class, (request, response, e) -> ProblemMapper.send(response, e))
        .register(new NoteRoutes(proxies))
        .register(new AccountRoutes(proxies, operator))
        .register(new StatusRoutes(status, config.statusPage(), operator))
        .register(new ReportRoutes(migrations, operator))
        .register(new MigrationRoutes(migrations, operator))
        .register(new ReleaseRoutes(releases, operator))
        .get(HEALTH, (request, response) -> health(pool, response))
        .any(HEALTH, only("GET"))
        .get(
            "/stores",
            (request, response) -> {
              operator.check(request);
              Responses.json(response, 200, proxies.stores());
            })
        .any("/stores", only("GET"))
        .get(
            "/openapi",
            (request, response) -> response.header(HeaderValues.CONTENT_TYPE_JSON).send(OPENAPI))
        .any("/openapi", only("GET"))
        .get("/metrics", (request, response) -> metrics(metrics, request, response))
        .any("/metrics", only("GET"))
        .any((request, response) -> {
          throw new ProblemException(404, "no such route");
        });
  }

  private static void health(ProxyPool pool, ServerResponse response) {
    if (!pool.isReady()) {
      throw new ProblemException(503, "no proxy is ready");
    }
    Responses.json(
        response,
        200,
        Map.of("status", "ok", "timestamp", Json.time(InstantSource.system().millis())));
  }

  private static void metrics(MetricsPage metrics, ServerRequest request, ServerResponse response) {
    MetricsPage.Answer answer =
        metrics.answer(request.headers().first(HeaderNames.ACCEPT).orElse(null));
    response.header(HeaderNames.CONTENT_TYPE, answer.contentType()).send(answer.body());
  }

  /** For a path that is known, under methods that it does not have. */
  static Handler only(String methods) {
    return (request, response) -> {
      response.header(HeaderNames.ALLOW, methods);
      response.status(Status.METHOD_NOT_ALLOWED_405);
      throw new ProblemException(405, "this route has only " + methods);
    };
  }
}
