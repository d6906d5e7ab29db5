package dev.notely.gateway.http;

import dev.notely.gateway.proxy.ReleaseViews.DeploymentView;
import dev.notely.gateway.proxy.ReleaseViews.DifferenceView;
import dev.notely.gateway.proxy.ReleaseViews.ReleaseView;
import dev.notely.gateway.proxy.ReleaseViews.Releases;
import dev.notely.gateway.proxy.ReleaseViews.SplitByHandView;
import java.util.LinkedHashMap;
import java.util.Map;

/** Releases as JSON has them. */
final class ReleaseDocuments {
  private static final Map<String, String> STRATEGIES =
      Map.of("ROLLING", "rolling", "BLUE_GREEN", "blueGreen", "CANARY", "canary");

  private ReleaseDocuments() {}

  static Map<String, Object> of(Releases releases) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("releases", releases.releases().stream().map(ReleaseDocuments::of).toList());
    releases.deployment().map(ReleaseDocuments::of).ifPresent(one -> json.put("deployment", one));
    releases.splitByHand().map(ReleaseDocuments::of).ifPresent(by -> json.put("splitByHand", by));
    json.put("supervised", releases.supervised());
    json.put("supervisedProxies", releases.supervisedProxies());
    return json;
  }

  private static Map<String, Object> of(ReleaseView release) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", release.name());
    json.put("protocol", release.protocol());
    json.put("percent", release.percent());
    json.put("proxies", release.proxies());
    json.put("requests", release.requests());
    json.put("errors", release.errors());
    json.put("p50Ms", release.p50Us() / 1e3);
    json.put("p99Ms", release.p99Us() / 1e3);
    json.put("compared", release.compared());
    json.put("different", release.different());
    return json;
  }

  private static Map<String, Object> of(DeploymentView deployment) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", deployment.id());
    json.put("strategy", STRATEGIES.getOrDefault(deployment.strategy(), deployment.strategy()));
    json.put("from", deployment.from());
    json.put("to", deployment.to());
    json.put("state", deployment.state());
    json.put("steps", deployment.steps());
    json.put("step", deployment.step());
    json.put("soakMs", deployment.soakMs());
    json.put("mirror", deployment.mirror());
    json.put("proxies", deployment.proxies());
    json.put("reason", deployment.reason());
    json.put("askedBy", deployment.askedBy());
    json.put("beganAt", Json.time(deployment.beganAtMs()));
    json.put("changedAt", Json.time(deployment.changedAtMs()));
    return json;
  }

  private static Map<String, Object> of(SplitByHandView by) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("askedBy", by.askedBy());
    json.put("at", Json.time(by.atMs()));
    return json;
  }

  static Map<String, Object> of(DifferenceView found) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("at", Json.time(found.timeMs()));
    json.put("operation", found.operation());
    json.put("account", found.account());
    found.note().ifPresent(note -> json.put("note", note));
    json.put("from", found.from());
    json.put("to", found.to());
    json.put("expected", found.expected());
    json.put("actual", found.actual());
    json.put("traceId", found.traceId());
    return json;
  }
}
