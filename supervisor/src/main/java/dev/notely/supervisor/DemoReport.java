package dev.notely.supervisor;

import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What the demo says in the end, and whether all is well. */
final class DemoReport {
  private final GatewayClient gateway;
  private final Set<String> emptyStores;

  /** Expects those stores to hold no note and no copy. */
  DemoReport(GatewayClient gateway, Set<String> emptyStores) {
    this.gateway = gateway;
    this.emptyStores = emptyStores;
  }

  /**
   * Prints it.
   *
   * @param load what the users report
   * @param actsEnded every act ended as it should
   */
  boolean print(JsonNode load, boolean actsEnded) {
    long requests = load.path("requests").asLong();
    long errors = load.path("errors").asLong();
    long violations = load.path("violations").asLong();
    System.out.println();
    System.out.printf(
        "%d requests, %d errors, %d violations; p50 %.1f ms, p99 %.1f ms, max %.0f ms%n",
        requests,
        errors,
        violations,
        load.path("p50Ms").asDouble(),
        load.path("p99Ms").asDouble(),
        load.path("maxMs").asDouble());
    load.path("violationList").forEach(violation -> System.out.println("VIOLATION " + violation));
    if (errors > 0) {
      System.out.println("errors: " + load.path("errorsByKind"));
    }
    Set<String> left = printStores();
    boolean good = actsEnded && requests > 0 && errors == 0 && violations == 0 && left.isEmpty();
    if (!left.isEmpty()) {
      System.out.println("not empty as they should be: " + String.join(", ", left));
    }
    System.out.println(good ? "all is well" : "NOT well");
    return good;
  }

  /** Answers which should be empty and are not. */
  private Set<String> printStores() {
    JsonNode stores = gateway.get("/stores");
    for (JsonNode store : stores) {
      System.out.printf(
          "%-8s %6d notes, %6d copies, %4d accounts, %d alarms%n",
          store.path("name").asString(),
          store.path("notes").asLong(),
          store.path("copies").asLong(),
          store.path("accounts").asLong(),
          store.path("alarms").asLong());
    }
    return stores
        .valueStream()
        .filter(store -> !DemoStage.isEmpty(store))
        .map(store -> store.path("name").asString())
        .filter(emptyStores::contains)
        .collect(Collectors.toSet());
  }
}
