package dev.notely.supervisor;

import dev.notely.proto.catalog.v1.MoveHistoryRequest;
import dev.notely.proto.catalog.v1.MoveRecord;
import dev.notely.proto.catalog.v1.MoveServiceGrpc;
import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.grpc.Transport;
import io.grpc.ManagedChannel;
import io.opentelemetry.api.OpenTelemetry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What moved, by the catalog's history. */
record MoveFigures(List<MoveRecord> moves) {
  MoveFigures {
    moves = List.copyOf(moves);
  }

  /**
   * Reads it.
   *
   * @param catalog host:port
   */
  static MoveFigures read(String catalog) {
    try (Transport transport = new Transport(OpenTelemetry.noop())) {
      ManagedChannel channel = transport.channel(HostPort.parse(catalog));
      List<MoveRecord> moves = new ArrayList<>();
      MoveServiceGrpc.newBlockingStub(channel)
          .withDeadlineAfter(10, TimeUnit.SECONDS)
          .history(MoveHistoryRequest.getDefaultInstance())
          .forEachRemaining(moves::add);
      channel.shutdownNow();
      return new MoveFigures(moves);
    }
  }

  /** Those after an earlier reading. */
  MoveFigures since(MoveFigures earlier) {
    return new MoveFigures(moves.subList(earlier.moves.size(), moves.size()));
  }

  long accounts() {
    return moves.stream().map(MoveRecord::getAccount).distinct().count();
  }

  /** Accounts, records and pauses, as a person reads them. */
  String say() {
    return "%d accounts, %d records, pause p50 %.1f ms, p99 %.1f ms, max %.1f ms"
        .formatted(
            accounts(),
            moves.stream().mapToLong(MoveRecord::getRecords).sum(),
            pauseMs(50),
            pauseMs(99),
            pauseMs(100));
  }

  private double pauseMs(int percent) {
    if (moves.isEmpty()) {
      return 0;
    }
    List<Long> sorted = moves.stream().map(MoveRecord::getPauseMicros).sorted().toList();
    int index = (int) Math.ceil(percent / 100.0 * sorted.size()) - 1;
    return sorted.get(Math.max(0, index)) / 1_000.0;
  }
}
