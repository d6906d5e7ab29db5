package dev.notely.gateway.http;

import dev.notely.gateway.proxy.ReleaseClient;
import dev.notely.gateway.proxy.ReleaseViews.Releases;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Releases of the data proxy, for operators. */
final class ReleaseRoutes implements HttpService {
  private final ReleaseClient releases;
  private final OperatorToken operator;

  ReleaseRoutes(ReleaseClient releases, OperatorToken operator) {
    this.releases = releases;
    this.operator = operator;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .post("/deploy", this::deploy)
        .any("/deploy", Routes.only("POST"))
        .get("/releases", this::list)
        .any("/releases", Routes.only("GET"))
        .put("/releases/split", this::split)
        .any("/releases/split", Routes.only("PUT"))
        .post("/releases/rollback", this::rollBack)
        .any("/releases/rollback", Routes.only("POST"))
        .get("/releases/differences", this::differences)
        .any("/releases/differences", Routes.only("GET"));
  }

  private void list(ServerRequest request, ServerResponse response) {
    operator.check(request);
    Requests.allowQuery(request, List.of());
    Responses.json(response, 200, ReleaseDocuments.of(releases.get()));
  }

  private void deploy(ServerRequest request, ServerResponse response) {
    operator.check(request);
    Requests.allowQuery(request, List.of());
    JsonNode body = MigrationRequests.optionalBody(request);
    Releases after =
        releases.deploy(ReleaseRequests.wish(body), MigrationRequests.asker(request, body));
    Map<String, Object> answer = new LinkedHashMap<>();
    after.deployment().ifPresent(begun -> answer.put("release", begun.to()));
    answer.putAll(ReleaseDocuments.of(after));
    Responses.json(response, 202, answer);
  }

  private void split(ServerRequest request, ServerResponse response) {
    operator.check(request);
    Requests.allowQuery(request, List.of());
    JsonNode body = Requests.body(request);
    Responses.json(
        response,
        200,
        ReleaseDocuments.of(
            releases.split(ReleaseRequests.percent(body), MigrationRequests.asker(request, body))));
  }

  private void rollBack(ServerRequest request, ServerResponse response) {
    operator.check(request);
    Requests.allowQuery(request, List.of());
    JsonNode body = MigrationRequests.optionalBody(request);
    Responses.json(
        response,
        202,
        ReleaseDocuments.of(releases.rollBack(MigrationRequests.asker(request, body))));
  }

  private void differences(ServerRequest request, ServerResponse response) {
    operator.check(request);
    Requests.allowQuery(request, List.of());
    Responses.json(
        response, 200, releases.differences().stream().map(ReleaseDocuments::of).toList());
  }
}
