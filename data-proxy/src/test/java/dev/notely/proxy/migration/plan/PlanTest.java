package dev.notely.proxy.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.notely.proxy.migration.plan.MigrationPlan.Forecast;
import dev.notely.proxy.migration.plan.MigrationPlan.UnexpectedRow;
import dev.notely.proxy.migration.plan.MigrationPlan.WavePlan;
import dev.notely.proxy.migration.plan.MigrationPlan.WaveRecords;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Plans: sums, the largest, the forecast, the problems, and how they are written. */
final class PlanTest {
  private static final Duration PAUSE = Duration.ofMillis(40);
  private static final List<Sample> STEADY =
      List.of(new Sample(1_000, Duration.ofSeconds(1)), new Sample(500, Duration.ofMillis(500)));

  private static MigrationSpec spec(String members) {
    return SpecParser.parse(
        "{'name':'m','from':['a'],'to':{'stores':['b']}%s}".formatted(members).replace('\'', '"'));
  }

  private static PlanBuilder builder(String members) {
    return builder(members, true, true, 1 << 30);
  }

  private static PlanBuilder builder(
      String members, boolean sourceLive, boolean targetLive, long free) {
    return new PlanBuilder(
        spec(members),
        List.of(
            new StoreFacts("a", "legacy", Map.of(), sourceLive, 10, 0),
            new StoreFacts("b", "notes", Map.of(), targetLive, 0, free)));
  }

  private static AccountFacts account(int id, String tier) {
    return new AccountFacts(new UUID(0, id), tier, "", "a", false);
  }

  @Test
  void accountsAreAddedUpByWave() {
    PlanBuilder builder =
        builder(",'waves':[{'name':'i','tier':'internal'},{'name':'f','tier':'free'}]");
    builder.add(account(1, "internal"), new Size(10, 100));
    builder.add(account(2, "free"), new Size(20, 200));
    builder.add(new AccountFacts(new UUID(0, 3), "free", "", "a", true), new Size(30, 300));
    builder.add(account(4, "enterprise"), new Size(1, 1));
    builder.add(new AccountFacts(new UUID(0, 5), "free", "", "b", false), new Size(1, 1));
    MigrationPlan plan = builder.build(STEADY, PAUSE);
    assertThat(plan.perWave())
        .containsExactly(new WavePlan("i", 1, 10, 100), new WavePlan("f", 2, 50, 500));
    assertThat(plan.unmatched()).isEqualTo(1);
    assertThat(plan.alreadyThere()).isZero();
    assertThat(plan.moving()).isEqualTo(1);
    assertThat(plan.problems()).isEmpty();
    assertThat(plan.targets())
        .singleElement()
        .satisfies(t -> assertThat(t.accounts()).isEqualTo(3));
  }

  @Test
  void theTenLargestAreKept() {
    PlanBuilder builder = builder("");
    for (int i = 1; i <= 100; i++) {
      int notes = i * 37 % 101; // each of 1..100 once
      builder.add(account(i, "free"), new Size(notes, notes));
    }
    MigrationPlan plan = builder.build(STEADY, PAUSE);
    assertThat(plan.largest().stream().map(MigrationPlan.LargeAccount::notes))
        .containsExactly(100L, 99L, 98L, 97L, 96L, 95L, 94L, 93L, 92L, 91L);
  }

  @Test
  void anAccountThatIsAtItsTargetIsCounted() {
    MigrationSpec spec =
        SpecParser.parse("{\"name\":\"m\",\"from\":[\"a\",\"b\"],\"to\":{\"stores\":[\"b\"]}}");
    PlanBuilder builder =
        new PlanBuilder(
            spec,
            List.of(
                new StoreFacts("a", "notes", Map.of(), true, 1, 0),
                new StoreFacts("b", "notes", Map.of(), true, 1, 1 << 20)));
    builder.add(new AccountFacts(new UUID(0, 1), "free", "", "b", false), Size.ZERO);
    MigrationPlan plan = builder.build(List.of(), PAUSE);
    assertThat(plan.alreadyThere()).isEqualTo(1);
    assertThat(plan.problems()).containsExactly("No account would move.");
  }

  @Test
  void theForecastIsReckonedFromTheSamples() {
    Forecast forecast = forecast("", STEADY);
    // 100,000 records at 1,000/s, 1,000 accounts of 60 ms four at once, 30 s of soaking
    assertThat(forecast.seconds()).isEqualTo(100 + 15 + 30);
    assertThat(forecast.low()).isEqualTo(Math.round(115 * 0.7 + 30));
    assertThat(forecast.high()).isCloseTo(Math.round(115 * 1.3 + 30), within(1L));
    assertThat(forecast.basis()).contains("1000 records/s read in 2 short samples");
  }

  @Test
  void theLimitsBoundTheForecast() {
    Forecast forecast =
        forecast(",'limits':{'recordsPerSecond':500,'concurrentAccounts':1}", STEADY);
    assertThat(forecast.seconds()).isEqualTo(200 + 60 + 30);
    assertThat(forecast(",'limits':{'recordsPerSecond':500}", List.of()).basis())
        .contains("nothing measured, bounded to 500 records/s");
  }

  @Test
  void samplesThatDifferSpreadTheForecast() {
    List<Sample> wild =
        List.of(new Sample(200, Duration.ofSeconds(1)), new Sample(1_800, Duration.ofSeconds(1)));
    Forecast forecast = forecast("", wild);
    assertThat(forecast.seconds()).isEqualTo(145);
    assertThat(forecast.low()).isBetween(30L, 50L);
    assertThat(forecast.high()).isGreaterThan(300);
  }

  private static Forecast forecast(String members, List<Sample> samples) {
    PlanBuilder builder = builder(members);
    for (int i = 0; i < 1_000; i++) {
      builder.add(account(i, "free"), new Size(100, 100));
    }
    return builder.build(samples, PAUSE).forecast().orElseThrow();
  }

  @Test
  void problemsAreNamed() {
    PlanBuilder away = builder("", false, false, 0);
    assertThat(away.build(List.of(), PAUSE).problems())
        .containsExactly(
            "No account would move.", "Source a is not live.", "Target b is not live.");

    PlanBuilder full = builder("", true, true, 3_000_000);
    full.add(account(1, "free"), new Size(1_000, 2_000_000));
    MigrationPlan plan = full.build(List.of(), PAUSE);
    assertThat(plan.problems())
        .containsExactly(
            "Target b has 2.9 MiB free; it receives 1.9 MiB and needs twice of that.",
            "No sample could be measured, so there is no forecast of time.");
    assertThat(plan.targets().getFirst().enoughDisk()).isFalse();
    assertThat(plan.forecast()).isEmpty();
  }

  @Test
  void theDocumentIsTheRecord() {
    PlanBuilder builder = builder("");
    builder.add(account(1, "free"), new Size(10, 100));
    MigrationPlan plan = builder.build(STEADY, PAUSE);
    JsonMapper json = JsonMapper.builder().build();
    JsonNode document = json.readTree(json.writeValueAsString(plan));
    assertThat(document.at("/perWave/0/notes").longValue()).isEqualTo(10);
    assertThat(document.at("/forecast/seconds").isIntegralNumber()).isTrue();
    assertThat(document.at("/targets/0/enoughDisk").booleanValue()).isTrue();
    assertThat(document.at("/expectedPauseMs").longValue()).isEqualTo(40);
    assertThat(json.treeToValue(document, MigrationPlan.class)).isEqualTo(plan);
  }

  private static UnexpectedRow row(int number, int account) {
    return new UnexpectedRow("a", "notes", number, "?", new UUID(0, account), "its id is broken");
  }

  @Test
  void whatWillNotConvertIsCountedAndTheFirstAreShown() {
    PlanBuilder builder =
        builder(",'waves':[{'name':'i','tier':'internal'},{'name':'f','tier':'free'}]");
    for (int i = 1; i <= 30; i++) {
      builder.addUnexpected(account(1, "internal"), row(i, 1));
    }
    builder.addUnexpected(account(2, "free"), row(31, 2));
    builder.addUnexpected(account(3, "enterprise"), row(32, 3)); // in no wave
    builder.addUnexpected(new AccountFacts(new UUID(0, 5), "free", "", "b", false), row(33, 5));
    builder.addWithoutAccount(4);
    builder.addWithoutAccount(3);
    MigrationPlan plan = builder.build(STEADY, PAUSE);

    assertThat(plan.unexpectedData().records()).isEqualTo(31);
    assertThat(plan.unexpectedData().withoutAccount()).isEqualTo(7);
    assertThat(plan.unexpectedData().perWave())
        .containsExactly(new WaveRecords("i", 30), new WaveRecords("f", 1));
    assertThat(plan.unexpectedData().first()).hasSize(20).startsWith(row(1, 1), row(2, 1));
    assertThat(PlanText.render(plan))
        .contains(
            "Records that will not convert\n",
            "  a notes row 1, id '?', account " + new UUID(0, 1) + ": its id is broken",
            "  11 more are listed",
            "  7 rows belong to no account and stay where they are",
            "quarantined and stay served where they are; the rest goes on");
  }

  @Test
  void aPlanThatLeavesThemSaysSo() {
    PlanBuilder builder = builder(",'unexpectedData':'leave'");
    builder.addUnexpected(account(1, "free"), row(1, 1));
    MigrationPlan plan = builder.build(STEADY, PAUSE);
    assertThat(plan.unexpectedData().action()).isEqualTo("leave");
    assertThat(PlanText.render(plan)).contains("Their accounts move without them");
  }

  @Test
  void aLazyOneSaysWhatComesFirstAndHowItIsUndone() {
    PlanBuilder builder = builder(",'strategy':'lazy'");
    builder.add(account(1, "free"), new Size(10, 4_096));
    assertThat(PlanText.render(builder.build(STEADY, PAUSE)))
        .contains(
            "Each account is switched first: its writes go to the target from then on",
            "both stores must be up until then",
            "one that has notes left at its source is drained first and then copied home");
    assertThat(PlanText.render(builder("").build(STEADY, PAUSE))).doesNotContain("drained");
  }

  @Test
  void oneThatMovesOnWriteSaysWhatStaysAndWhyItCanNotFinish() {
    PlanBuilder builder = builder(",'strategy':'lazy','drain':false,'keepReverse':'10m'");
    builder.add(account(1, "free"), new Size(10, 4_096));
    assertThat(PlanText.render(builder.build(STEADY, PAUSE)))
        .contains(
            "A note moves when a user writes it (\"drain\": false)",
            "can not finish while a source has a note: 'limits --drain on' moves what is left",
            "without a finding it finishes by itself, but not before all is drained.")
        .doesNotContain("record by record, until it is empty", "these stay usable");
  }

  @Test
  void theTextSaysAll() {
    PlanBuilder builder = builder(",'keepReverse':'10m','onBreach':'rollback'");
    builder.add(account(1, "free"), new Size(10, 4_096));
    String text = PlanText.render(builder.build(STEADY, PAUSE));
    assertThat(text)
        .startsWith("Plan of the migration m (nothing has been moved)\n")
        .contains(
            "Nothing is in the way.",
            "1 accounts          10 notes      4.0 KiB",
            "disk is enough",
            "about 30 s (30 s to 31 s), soaking included",
            "expected pause of an account's writes: 40 ms",
            "error rate at most 0.001, latency ratio at most 1.5, inconsistencies at most 0;"
                + " otherwise it rolls back by itself.",
            "After 10 min 0 s without a finding it finishes by itself.",
            "How it would be undone\n  1. Until finish")
        .doesNotContain("null", "Optional")
        .endsWith("\n");
  }
}
