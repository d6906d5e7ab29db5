package dev.notely.supervisor;

import dev.notely.proto.catalog.v1.MoveHistoryRequest;
import dev.notely.proto.catalog.v1.MoveRecord;
import dev.notely.proto.catalog.v1.MoveServiceGrpc;
import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.grpc.Transport;
import dev.notely.runtime.process.StartupException;
import io.grpc.ManagedChannel;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the demo says in the end, and whether all is well. */
final class DemoReport {
  private final LocalCluster cluster;
  private final GatewayClient gateway;
  private final Path loadReport;
  private final int accounts;

  DemoReport(LocalCluster cluster, GatewayClient gateway, Path loadReport, int accounts) {
    this.cluster = cluster;
    this.gateway = gateway;
    this.loadReport = loadReport;
    this.accounts = accounts;
  }

  boolean print(int loadExit) {
    JsonNode load = readLoad();
    List<MoveRecord> moves = history();
    List<Long> pauses = moves.stream().map(MoveRecord::getPauseMicros).sorted().toList();
    long notes = moves.stream().mapToLong(MoveRecord::getRecords).sum();
    System.out.println();
    System.out.printf("%d accounts moved, %d records copied%n", moves.size(), notes);
    System.out.printf(
        "%d requests, %d errors, %d violations; p50 %.1f ms, p99 %.1f ms, max %.0f ms%n",
        load.path("requests").asLong(),
        load.path("errors").asLong(),
        load.path("violations").asLong(),
        load.path("p50Ms").asDouble(),
        load.path("p99Ms").asDouble(),
        load.path("maxMs").asDouble());
    System.out.printf(
        "cut-over pause p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
        percentile(pauses, 50), percentile(pauses, 99), percentile(pauses, 100));
    long legacyNotes = -1;
    for (JsonNode store : gateway.get("/stores")) {
      System.out.printf(
          "%-8s %6d notes, %6d copies, %4d accounts, %d alarms%n",
          store.path("name").asString(),
          store.path("notes").asLong(),
          store.path("copies").asLong(),
          store.path("accounts").asLong(),
          store.path("alarms").asLong());
      if (store.path("name").asString().equals("legacy")) {
        legacyNotes = store.path("notes").asLong() + store.path("copies").asLong();
      }
    }
    load.path("violationList").forEach(violation -> System.out.println("VIOLATION " + violation));
    if (load.path("errors").asLong() > 0) {
      System.out.println("errors: " + load.path("errorsByKind"));
    }
    boolean good = loadExit == 0 && moves.size() == accounts && legacyNotes == 0;
    System.out.println(good ? "all is well" : "NOT well (the load ended with " + loadExit + ")");
    return good;
  }

  private JsonNode readLoad() {
    try {
      return JsonMapper.builder().build().readTree(Files.readAllBytes(loadReport));
    } catch (IOException e) {
      throw new StartupException("the load left no report: " + e.getMessage(), e);
    }
  }

  private List<MoveRecord> history() {
    try (Transport transport = new Transport(OpenTelemetry.noop())) {
      ManagedChannel channel = transport.channel(HostPort.parse(cluster.catalog()));
      List<MoveRecord> moves = new ArrayList<>();
      MoveServiceGrpc.newBlockingStub(channel)
          .withDeadlineAfter(10, TimeUnit.SECONDS)
          .history(MoveHistoryRequest.getDefaultInstance())
          .forEachRemaining(moves::add);
      channel.shutdownNow();
      return moves;
    }
  }

  private static double percentile(List<Long> sortedMicros, int percent) {
    if (sortedMicros.isEmpty()) {
      return 0;
    }
    int index = (int) Math.ceil(percent / 100.0 * sortedMicros.size()) - 1;
    return sortedMicros.get(Math.max(0, index)) / 1_000.0;
  }
}
