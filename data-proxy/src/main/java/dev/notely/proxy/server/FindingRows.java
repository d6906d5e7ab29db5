package dev.notely.proxy.server;

import com.google.protobuf.ByteString;
import dev.notely.proto.catalog.v1.FoundInconsistency;
import dev.notely.proto.catalog.v1.InconsistencyReport;
import dev.notely.proto.releases.v1.Difference;
import dev.notely.proto.telemetry.v1.Finding;
import dev.notely.proxy.server.Look.Seen;
import dev.notely.proxy.store.Ids;
import dev.notely.proxy.store.MigrationCatalog;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import dev.notely.proxy.store.MigrationCatalog.OpenMismatch;
import dev.notely.proxy.store.MigrationCatalog.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Rows of what was found wrong: by strict users, in the ledgers of migrations, and between releases
 * by mirrored reads.
 */
final class FindingRows {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int BOUND = 200;
  private static final int LEDGERS = 16;
  private static final int ANSWER =
      200; // characters of either one; `releases differences` has more

  private final IntFunction<List<FoundInconsistency>> inconsistencies;
  private final Supplier<List<Difference>> differences;
  private final MigrationCatalog catalog;
  private final Supplier<List<Migration>> open;

  /**
   * Has not looked yet.
   *
   * @param inconsistencies the latest so many, newest first
   * @param differences of mirrored reads, the latest
   * @param open migrations that have not ended: a line of the ledger ends with its migration
   */
  FindingRows(
      IntFunction<List<FoundInconsistency>> inconsistencies,
      Supplier<List<Difference>> differences,
      MigrationCatalog catalog,
      Supplier<List<Migration>> open) {
    this.inconsistencies = inconsistencies;
    this.differences = differences;
    this.catalog = catalog;
    this.open = open;
  }

  Seen<Map<String, Finding>> look() {
    List<Finding> found = new ArrayList<>();
    inconsistencies.apply(BOUND).forEach(one -> found.add(row(one)));
    differences.get().forEach(one -> found.add(row(one)));
    open.get().stream()
        .filter(migration -> migration.state() != State.PLANNED)
        .limit(LEDGERS)
        .forEach(migration ->
            catalog
                .mismatches(migration.id(), Optional.empty(), BOUND)
                .mismatches()
                .forEach(one -> found.add(row(migration.id(), one))));
    Map<String, Finding> rows = new LinkedHashMap<>();
    found.stream()
        .sorted(Comparator.comparingLong(Finding::getTimeMs).reversed())
        .limit(BOUND)
        .forEach(one -> rows.put(one.getId(), one));
    return Seen.whole(rows);
  }

  private static Finding row(FoundInconsistency one) {
    InconsistencyReport report = one.getReport();
    return Finding.newBuilder()
        .setId("inconsistency-" + one.getId())
        .setTimeMs(one.getAtMs())
        .setKind("inconsistency")
        .setAccount(Ids.uuid("account", report.getAccount()).toString())
        .setRecord(record(report.getNote()))
        .setText("expected " + report.getExpected() + ", was answered " + report.getActual())
        .setTraceId(report.getTraceId())
        .setMigration(one.getMigration())
        .build();
  }

  /** The catalog has no number for it; the same record within a millisecond is one finding. */
  private static Finding row(Difference one) {
    String account = Ids.uuid("account", one.getAccount()).toString();
    String record = record(one.getNote());
    return Finding.newBuilder()
        .setId(
            String.join(
                "-",
                "release-difference",
                Long.toString(one.getTimeMs()),
                account,
                record,
                one.getToRelease()))
        .setTimeMs(one.getTimeMs())
        .setKind("release-difference")
        .setAccount(account)
        .setRecord(record)
        .setText(
            "%s: %s answered %s; %s answered %s"
                .formatted(
                    one.getOperation(),
                    one.getFromRelease(),
                    cut(one.getExpected()),
                    one.getToRelease(),
                    cut(one.getActual())))
        .setTraceId(one.getTraceId())
        .build();
  }

  private static String cut(String answer) {
    return answer.length() <= ANSWER ? answer : answer.substring(0, ANSWER) + "…";
  }

  private static String record(ByteString note) {
    return note.size() == 16 ? Ids.uuid("note", note).toString() : "list";
  }

  private static Finding row(long migration, OpenMismatch one) {
    MigrationCatalog.Mismatch found = one.found();
    JsonNode evidence =
        found.evidence().isEmpty() ? JSON.createObjectNode() : JSON.readTree(found.evidence());
    return Finding.newBuilder()
        .setId(
            "mismatch-"
                + String.join(
                    "-",
                    Long.toString(migration),
                    found.account().toString(),
                    found.key(),
                    found.store()))
        .setTimeMs(one.foundAtMs())
        .setKind("mismatch")
        .setAccount(found.account().toString())
        .setRecord(found.key())
        .setText(found.what())
        .setTraceId(evidence.path("traceId").asString(""))
        .setMigration(migration)
        .setEpoch(evidence.path("epoch").asLong(0))
        .build();
  }
}
