package dev.notely.proxy.server;

import static dev.notely.proxy.server.ObservedSystems.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proto.catalog.v1.FoundInconsistency;
import dev.notely.proto.catalog.v1.InconsistencyReport;
import dev.notely.proto.releases.v1.Difference;
import dev.notely.proto.telemetry.v1.Finding;
import dev.notely.proxy.migration.UnaskedMigrations;
import dev.notely.proxy.migration.outlook.Reports;
import dev.notely.proxy.server.MigrationRows.Migrations;
import dev.notely.proxy.store.Ids;
import dev.notely.proxy.store.MigrationCatalog;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import dev.notely.proxy.store.MigrationCatalog.State;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Rows of migrations and of what was found wrong. */
final class MigrationRowsTest {
  private static final Set<State> ENDED =
      EnumSet.of(State.COMPLETED, State.ROLLED_BACK, State.CANCELLED);
  private static final UUID ACCOUNT = new UUID(1, 2);

  private final Catalog catalog = new Catalog();
  private long nanos;
  private final List<Long> made = new ArrayList<>();
  private String mirrors = "";
  private final MigrationRows rows =
      new MigrationRows(
          catalog,
          new MigrationRows.Documents() {
            @Override
            public String status(long id) {
              made.add(id);
              return "{\"id\":" + id + "}";
            }

            @Override
            public String mirrors(Migration migration) {
              return mirrors;
            }
          },
          () -> nanos);

  private static final class Catalog extends UnaskedMigrations {
    private final List<Migration> migrations = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final List<OpenMismatch> mismatches = new ArrayList<>();

    void add(long id, State state) {
      add(id, state, 1);
    }

    void add(long id, State state, long version) {
      Migration one = new Reports().in(state).migration();
      migrations.removeIf(known -> known.id() == id);
      migrations.add(
          new Migration(
              id,
              "m" + id,
              one.spec(),
              state,
              version,
              one.wave(),
              one.soakingWave(),
              one.waves(),
              one.concurrentAccounts(),
              one.recordsPerSecond(),
              one.shadowReads(),
              one.drain(),
              one.reason(),
              one.evidence(),
              one.actor(),
              one.createdAtMs(),
              one.changedAtMs(),
              one.progressedAtMs(),
              one.baseline(),
              one.verification(),
              one.permitted(),
              one.resumeTo()));
    }

    @Override
    public List<Migration> list(int limit, boolean unfinished) {
      asked.add(unfinished ? "unfinished" : "all");
      return migrations.stream()
          .filter(one -> !unfinished || !ENDED.contains(one.state()))
          .limit(limit)
          .toList();
    }

    @Override
    public MismatchPage mismatches(long migration, Optional<AfterMismatch> after, int limit) {
      asked.add("ledger of " + migration);
      return new MismatchPage(mismatches, false);
    }
  }

  /** A second after the last, when it is due. */
  private Migrations look() {
    nanos += TimeUnit.SECONDS.toNanos(1);
    return rows.look().what();
  }

  @Test
  void whatHasNotEndedHasItsDocument() {
    catalog.add(1, State.COMPLETED);
    catalog.add(2, State.RUNNING);
    Migrations seen = look();
    assertThat(seen.rows()).containsOnlyKeys("1", "2");
    assertThat(row(seen.rows(), "1").getStatus()).isEmpty();
    assertThat(row(seen.rows(), "1").getState()).isEqualTo("COMPLETED");
    assertThat(row(seen.rows(), "2").getStatus()).isEqualTo("{\"id\":2}");
    assertThat(seen.open()).extracting(Migration::id).containsExactly(2L);
  }

  @Test
  void whatDualWritesCameToIsTold() {
    catalog.add(1, State.COMPLETED);
    catalog.add(2, State.RUNNING);
    assertThat(row(look().rows(), "2").getMirrors()).isEmpty();
    mirrors = "{\"divergence\":1}";
    Migrations seen = look();
    assertThat(row(seen.rows(), "2").getMirrors()).isEqualTo(mirrors);
    assertThat(row(seen.rows(), "1").getMirrors()).isEmpty();
  }

  @Test
  void historyIsListedAgainOnlyWhenOneEnds() {
    catalog.add(1, State.COMPLETED);
    catalog.add(2, State.RUNNING);
    look();
    look();
    assertThat(catalog.asked).containsExactly("unfinished", "all", "unfinished");
    catalog.add(2, State.ROLLED_BACK);
    Migrations seen = look();
    assertThat(catalog.asked).endsWith("unfinished", "all");
    assertThat(row(seen.rows(), "2").getState()).isEqualTo("ROLLED_BACK");
    assertThat(row(seen.rows(), "2").getStatus()).isEmpty();
  }

  @Test
  void whereNothingHasChangedTheRowsAreThoseOfTheLastLook() {
    catalog.add(1, State.COMPLETED);
    catalog.add(2, State.COMPLETED);
    Migrations first = look();
    assertThat(look().rows()).isSameAs(first.rows());
    catalog.add(3, State.RUNNING);
    Migrations second = look();
    assertThat(second.rows()).containsOnlyKeys("1", "2", "3");
    assertThat(second.rows().get("1")).isSameAs(first.rows().get("1"));
  }

  @Test
  void documentsOfManyAreMadeInTurn() {
    for (long id = 1; id <= 20; id++) {
      catalog.add(id, id <= 4 ? State.PLANNED : State.RUNNING);
    }
    look();
    assertThat(made).hasSize(8).contains(1L, 2L, 3L, 4L);
    look();
    Migrations seen = look();
    assertThat(made).hasSize(24).contains(5L, 20L);
    assertThat(seen.rows().values()).noneMatch(row -> row.getStatus().isEmpty());
  }

  @Test
  void thoseThatAreOnlyPlannedAreMadeAgainWhenTheyChangeAndNowAndThen() {
    for (long id = 1; id <= 6; id++) {
      catalog.add(id, State.PLANNED);
    }
    look();
    assertThat(made).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L);
    made.clear();
    for (int i = 0; i < 6; i++) {
      look();
    }
    assertThat(made).as("one in each look").containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L);
    made.clear();
    catalog.add(4, State.PLANNED, 2);
    look();
    assertThat(made).containsExactly(4L);
  }

  private Map<String, Finding> findings(FoundInconsistency... found) {
    return findings(List.of(found), List.of());
  }

  private Map<String, Finding> findings(
      List<FoundInconsistency> found, List<Difference> differences) {
    return new FindingRows(_ -> found, () -> differences, catalog, () -> catalog.migrations)
        .look()
        .what();
  }

  private static FoundInconsistency inconsistency(long id, long atMs) {
    return FoundInconsistency.newBuilder()
        .setId(id)
        .setAtMs(atMs)
        .setMigration(2)
        .setReport(
            InconsistencyReport.newBuilder()
                .setAccount(Ids.bytes(ACCOUNT))
                .setNote(Ids.bytes(new UUID(3, 4)))
                .setExpected("2")
                .setActual("1")
                .setTraceId("t"))
        .build();
  }

  @Test
  void whatUsersFoundIsAFinding() {
    assertThat(row(findings(inconsistency(7, 50)), "inconsistency-7"))
        .isEqualTo(
            Finding.newBuilder()
                .setId("inconsistency-7")
                .setTimeMs(50)
                .setKind("inconsistency")
                .setAccount(ACCOUNT.toString())
                .setRecord(new UUID(3, 4).toString())
                .setText("expected 2, was answered 1")
                .setTraceId("t")
                .setMigration(2)
                .build());
  }

  @Test
  void linesOfTheLedgersAreFindingsWithTheirEvidence() {
    catalog.add(1, State.PLANNED);
    catalog.add(2, State.HELD);
    catalog.mismatches.add(mismatch("list", "", 40));
    catalog.mismatches.add(mismatch("n", "{\"traceId\":\"abc\",\"epoch\":3}", 60));
    Map<String, Finding> findings = findings(inconsistency(7, 50));
    assertThat(findings.values())
        .extracting(Finding::getTimeMs)
        .as("the latest first")
        .containsExactly(60L, 50L, 40L);
    Finding line = row(findings, "mismatch-2-" + ACCOUNT + "-n-new");
    assertThat(line.getTraceId()).isEqualTo("abc");
    assertThat(line.getEpoch()).isEqualTo(3);
    assertThat(line.getKind()).isEqualTo("mismatch");
    assertThat(catalog.asked).containsExactly("ledger of 2");
  }

  @Test
  void whatReleasesAnswerDifferentlyIsAFindingWithItsTrace() {
    Difference difference =
        Difference.newBuilder()
            .setTimeMs(70)
            .setOperation("get")
            .setAccount(Ids.bytes(ACCOUNT))
            .setNote(Ids.bytes(new UUID(3, 4)))
            .setFromRelease("v1")
            .setToRelease("v2")
            .setExpected("FOUND seq 1")
            .setActual("x".repeat(201))
            .setTraceId("t")
            .build();
    Map<String, Finding> findings =
        findings(
            List.of(inconsistency(7, 50)),
            List.of(difference, difference.toBuilder().clearNote().setOperation("list").build()));
    String id = "release-difference-70-" + ACCOUNT + "-";
    assertThat(findings.keySet())
        .containsExactly(id + new UUID(3, 4) + "-v2", id + "list-v2", "inconsistency-7");
    assertThat(row(findings, id + new UUID(3, 4) + "-v2"))
        .isEqualTo(
            Finding.newBuilder()
                .setId(id + new UUID(3, 4) + "-v2")
                .setTimeMs(70)
                .setKind("release-difference")
                .setAccount(ACCOUNT.toString())
                .setRecord(new UUID(3, 4).toString())
                .setText("get: v1 answered FOUND seq 1; v2 answered " + "x".repeat(200) + "…")
                .setTraceId("t")
                .build());
  }

  private static MigrationCatalog.OpenMismatch mismatch(String key, String evidence, long atMs) {
    return new MigrationCatalog.OpenMismatch(
        new MigrationCatalog.Mismatch(ACCOUNT, key, "new", "is wrong", evidence), atMs);
  }

  @Test
  void findingsAreBounded() {
    FoundInconsistency[] many = new FoundInconsistency[200];
    for (int i = 0; i < many.length; i++) {
      many[i] = inconsistency(i, i);
    }
    catalog.add(2, State.HELD);
    catalog.mismatches.add(mismatch("n", "", 1_000));
    assertThat(findings(many)).hasSize(200).doesNotContainKey("inconsistency-0");
  }
}
