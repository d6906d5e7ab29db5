package dev.notely.supervisor;

import dev.notely.runtime.process.StartupException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/** Moves every account, one after the other, as an operator would by hand. */
final class DemoMoves {
  private static final long ARRIVAL_MS = 30_000;
  private static final long EMPTY_MS = 30_000;
  private static final long LOOK_MS = 25;

  private final GatewayClient gateway;
  private final int accounts;
  private final DemoProgress progress;

  DemoMoves(GatewayClient gateway, int accounts, DemoProgress progress) {
    this.gateway = gateway;
    this.accounts = accounts;
    this.progress = progress;
  }

  void moveAll() throws InterruptedException {
    List<String> ids = new ArrayList<>();
    gateway.get("/accounts?limit=1000").forEach(account -> ids.add(account.path("id").asString()));
    if (ids.size() != accounts) {
      throw new StartupException("expected " + accounts + " accounts, found " + ids.size());
    }
    int moved = 0;
    for (String id : ids) {
      GatewayClient.Answer answer =
          gateway
              .send("PUT", "/accounts/" + id, Map.of("isMigrating", true))
              .orElseThrow(() -> new StartupException("the gateway does not answer"));
      if (answer.status() != 200) {
        throw new StartupException("the move of " + id + " was answered " + answer.body());
      }
      await(ARRIVAL_MS, "account " + id + " did not arrive", () -> hasArrived(id));
      progress.moved(++moved, accounts, heldBy("new", "notes"));
    }
  }

  private boolean hasArrived(String id) {
    JsonNode account = gateway.get("/accounts/" + id);
    return !account.path("isMigrating").asBoolean()
        && account.path("shard").asString().equals("new");
  }

  void awaitEmptyLegacy() throws InterruptedException {
    await(
        EMPTY_MS,
        "the legacy store still holds notes",
        () -> heldBy("legacy", "notes") + heldBy("legacy", "copies") == 0);
  }

  private long heldBy(String store, String what) {
    for (JsonNode entry : gateway.get("/stores")) {
      if (entry.path("name").asString().equals(store)) {
        return entry.path("state").asString().equals("serving") ? entry.path(what).asLong() : -1;
      }
    }
    return -1;
  }

  private void await(long millis, String otherwise, BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end || !progress.pause(LOOK_MS)) {
        throw new StartupException(otherwise);
      }
    }
  }
}
