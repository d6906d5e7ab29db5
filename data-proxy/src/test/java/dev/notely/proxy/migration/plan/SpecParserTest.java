package dev.notely.proxy.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.notely.proxy.migration.plan.MigrationSpec.Changeable;
import dev.notely.proxy.migration.plan.MigrationSpec.Gate;
import dev.notely.proxy.migration.plan.MigrationSpec.Limits;
import dev.notely.proxy.migration.plan.MigrationSpec.Mirroring;
import dev.notely.proxy.migration.plan.MigrationSpec.OnBreach;
import dev.notely.proxy.migration.plan.MigrationSpec.Selection;
import dev.notely.proxy.migration.plan.MigrationSpec.Strategy;
import dev.notely.proxy.migration.plan.MigrationSpec.Target;
import dev.notely.proxy.migration.plan.MigrationSpec.UnexpectedData;
import dev.notely.proxy.migration.plan.MigrationSpec.Wave;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Specifications: what is read, and in which words the rest is refused. */
final class SpecParserTest {
  private static final String LEAST = "{'name':'m','from':['a'],'to':{'stores':['b']}";

  private static MigrationSpec with(String members) {
    return SpecParser.parse((LEAST + members + "}").replace('\'', '"'));
  }

  @Test
  void theLeastSpecificationHasAllDefaults() {
    MigrationSpec spec = with("");
    assertThat(spec.name()).isEqualTo("m");
    assertThat(spec.selection().from()).containsExactly("a");
    assertThat(spec.target()).isEqualTo(new Target.Stores(List.of("b")));
    assertThat(spec.waves()).containsExactly(new Wave("all", Selection.ALL));
    assertThat(spec.gate()).isEqualTo(new Gate(Duration.ofSeconds(30), 0.001, 1.5, 0));
    assertThat(spec.limits()).isEqualTo(new Limits(4, 0));
    assertThat(spec.strategy()).isEqualTo(Strategy.COPY);
    assertThat(spec.keepReverse()).isEmpty();
    assertThat(spec.deadline()).isEmpty();
    assertThat(spec.onBreach()).isEqualTo(OnBreach.HOLD);
    assertThat(spec.unexpectedData()).isEqualTo(UnexpectedData.QUARANTINE);
    assertThat(with(",'unexpectedData':'leave'").unexpectedData()).isEqualTo(UnexpectedData.LEAVE);
  }

  @Test
  void aLazyOneIsReadAsSuch() {
    assertThat(with(",'strategy':'lazy','dualWrites':true,'shadowReads':0.1").strategy())
        .isEqualTo(Strategy.LAZY);
    assertThat(with(",'strategy':'copy'").strategy()).isEqualTo(Strategy.COPY);
  }

  @ParameterizedTest
  @CsvSource({"500ms,PT0.5S", "30s,PT30S", "10m,PT10M", "2h,PT2H", "PT1M30S,PT1M30S"})
  void durationsAreReadBothWays(String text, Duration expected) {
    assertThat(with(",'keepReverse':'" + text + "'").keepReverse()).contains(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        ",'tear':'free' | tear is not known (did you mean 'tier'?); allowed are name, from,",
        ",'wavs':[] | wavs is not known (did you mean 'waves'?)",
        ",'colour':1 | colour is not known; allowed are name",
        ",'dualWrites':'yes' | dualWrites must be true or false, not \"yes\"",
        ",'shadowReads':5 | shadowReads must be a number from 0 to 1, not 5",
        ",'shadowRead':0.05 | shadowRead is not known (did you mean 'shadowReads'?)",
        ",'strategy':'lasy' | strategy must be 'copy' or 'lazy', not \"lasy\" (did you mean"
            + " 'lazy'?)",
        ",'strategy':true | strategy must be 'copy' or 'lazy', not true",
        ",'tier':'fre' | tier must be 'internal' or 'free' or 'enterprise', not \"fre\" (did you"
            + " mean 'free'?)",
        ",'tier':null | tier must be",
        ",'percent':0 | percent must be a number above 0 and at most 100, not 0",
        ",'percent':'10' | percent must be a number above 0",
        ",'percent':1e999 | percent must be a number above 0",
        ",'region':'EU' | region must be 1 to 50 characters",
        ",'accounts':[] | accounts must be a list of 1 to 10000 elements",
        ",'accounts':['x'] | accounts[0] must be the UUID of an account, not \"x\"",
        ",'waves':[{'name':'a'},{'name':'b','percent':101}] | waves[1].percent must be a number"
            + " above 0 and at most 100, not 101",
        ",'waves':[{'name':'a'},{'name':'a'}] | waves[1].name repeats 'a'",
        ",'waves':[{}] | waves[0].name is missing",
        ",'waves':[{'name':'a','from':['a']}] | waves[0].from is not known; allowed are name, tier",
        ",'waves':{} | waves must be a list of 1 to 50",
        ",'gate':{'soak':'25h'} | gate.soak must be a duration from 0h to 24h",
        ",'gate':{'soak':30} | gate.soak must be a duration",
        ",'gate':{'soak':'-PT1S'} | gate.soak must be a duration",
        ",'gate':{'maxErorRate':1} | gate.maxErorRate is not known (did you mean 'maxErrorRate'?)",
        ",'gate':{'maxErrorRate':2} | gate.maxErrorRate must be a number from 0 to 1, not 2",
        ",'gate':{'maxLatencyRatio':0.5} | gate.maxLatencyRatio must be a number from 1 to 1000",
        ",'gate':{'maxInconsistencies':-1} | gate.maxInconsistencies must be a whole number from 0",
        ",'gate':7 | gate must be an object with soak",
        ",'limits':{'concurrentAccounts':65} | limits.concurrentAccounts must be a whole number"
            + " from 1 to 64, not 65",
        ",'limits':{'concurrentAccounts':1.5} | limits.concurrentAccounts must be a whole number",
        ",'limits':{'recordsPerSecond':1e30} | limits.recordsPerSecond must be a whole number",
        ",'deadline':'soon' | deadline must be a duration from 1s to 2160h",
        ",'onBreach':'stop' | onBreach must be 'hold' or 'rollback', not \"stop\"",
        ",'unexpectedData':'drop' | unexpectedData must be 'quarantine' or 'leave', not \"drop\"",
        ",'unexpectdData':'leave' | unexpectdData is not known (did you mean 'unexpectedData'?)",
        ",'name':'n' | the specification is not JSON: Duplicate",
      })
  void aRefusalNamesThePathAndWhatIsAllowed(String members, String sentence) {
    assertThatThrownBy(() -> with(members))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageStartingWith(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "[] | the specification must be an object with name",
        "{'from':['a'],'to':{'stores':['b']}} | name is missing",
        "{'name':'M','from':['a'],'to':{'stores':['b']}} | name must be 1 to 60 characters",
        "{'name':'m','to':{'stores':['b']}} | from is missing",
        "{'name':'m','from':['a']} | to is missing",
        "{'name':'m','from':'a','to':{'stores':['b']}} | from must be a list of 1 to",
        "{'name':'m','from':['a'],'to':{}} | to must have exactly one of stores, label, awayFrom",
        "{'name':'m','from':['a'],'to':{'stores':['b'],'awayFrom':'a'}} | to must have exactly one",
        "{'name':'m','from':['a'],'to':{'store':['b']}} | to.store is not known (did you mean"
            + " 'stores'?)",
        "{'name':'m','from':['a'],'to':{'stores':['b','b']}} | to.stores[1] repeats 'b'",
        "{'name':'m','from':['a'],'to':{'stores':[1]}} | to.stores[0] must be the name of a store",
        "{'name':'m','from':['a'],'to':{'label':{}}} | to.label must be an object of one label",
        "{'name':'m','from':['a'],'to':{'label':{'r':1}}} | to.label.r must be 1 to 100 letters",
        "{'name':'m','from':['a'],'to':{'awayFrom':'b'}} | to.awayFrom must be one of the stores in"
            + " from",
        "{'name':'m' | the specification is not JSON",
        "{} {} | the specification is not JSON",
      })
  void aDocumentThatLacksWhatIsNeededIsRefused(String json, String sentence) {
    assertThatThrownBy(() -> SpecParser.parse(json.replace('\'', '"')))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageStartingWith(sentence);
  }

  @Test
  void anEmptyTextIsRefused() {
    assertThatThrownBy(() -> SpecParser.parse("")).isInstanceOf(InvalidSpecException.class);
  }

  @Test
  void aRefusalIsOneShortLineWhateverWasWritten() {
    for (String member : List.of("x\\n".repeat(10_000), "y".repeat(1_000_000))) {
      assertThatThrownBy(() -> with(",'" + member + "':1"))
          .isInstanceOfSatisfying(
              InvalidSpecException.class,
              e -> assertThat(e.getMessage()).hasSizeLessThan(400).doesNotContain("\n"));
    }
  }

  @Test
  void nestingWithoutEndIsRefusedAsTheRest() {
    assertThatThrownBy(() -> SpecParser.parse("[".repeat(100_000)))
        .isInstanceOf(InvalidSpecException.class);
  }

  @Test
  void newLimitsKeepWhatTheyLeaveOut() {
    Changeable before = new Changeable(new Limits(4, 500), 0.5, true);
    assertThat(SpecParser.parseChange("{\"concurrentAccounts\": 8}", before, Strategy.COPY))
        .isEqualTo(new Changeable(new Limits(8, 500), 0.5, true));
    assertThat(SpecParser.parseChange("{\"recordsPerSecond\": 0}", before, Strategy.COPY))
        .isEqualTo(new Changeable(new Limits(4, 0), 0.5, true));
    assertThat(SpecParser.parseChange("{\"shadowReads\": 0}", before, Strategy.COPY))
        .isEqualTo(new Changeable(new Limits(4, 500), 0, true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'concurrentAccounts': 0} | limits.concurrentAccounts must be a whole number from 1 to 64,"
            + " not 0",
        "{'shadowReads': 1.01}     | limits.shadowReads must be a number from 0 to 1, not 1.01",
        "{'shadowReads': -0.1}     | limits.shadowReads must be a number from 0 to 1, not -0.1",
        "{'shadowReads': 'all'}    | limits.shadowReads must be a number from 0 to 1, not \"all\"",
        "{'shadowReads': true}     | limits.shadowReads must be a number from 0 to 1, not true",
      },
      quoteCharacter = '`')
  void newLimitsThatAreWrongNameTheMember(String json, String sentence) {
    Changeable before = new Changeable(new Limits(4, 500), 0.5, true);
    assertThatThrownBy(() -> SpecParser.parseChange(json.replace('\'', '"'), before, Strategy.COPY))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageStartingWith(sentence);
  }

  @Test
  void aLazyMigrationMayLeaveWhatNobodyTouchesAndDrainItLater() {
    String lazy =
        "{\"name\":\"m\",\"from\":[\"a\"],\"to\":{\"stores\":[\"b\"]},\"strategy\":\"lazy\"%s}";
    assertThat(SpecParser.parse(lazy.formatted("")).drain()).isTrue();
    assertThat(SpecParser.parse(lazy.formatted(",\"drain\":true")).drain()).isTrue();
    assertThat(SpecParser.parse(lazy.formatted(",\"drain\":false")).drain()).isFalse();
    assertThatThrownBy(() -> SpecParser.parse(lazy.formatted(",\"drain\":\"no\"")))
        .hasMessageStartingWith("drain must be true or false");
    assertThatThrownBy(() -> SpecParser.parse(lazy.formatted(",\"drian\":false")))
        .hasMessageContaining("did you mean 'drain'");
    assertThatThrownBy(
            () -> SpecParser.parse(lazy.formatted(",\"drain\":false").replace("lazy", "copy")))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessage("drain is only for the strategy \"lazy\"");
    Changeable before = new Changeable(new Limits(4, 0), 0, false);
    assertThat(SpecParser.parseChange("{\"drain\":true}", before, Strategy.LAZY))
        .isEqualTo(new Changeable(new Limits(4, 0), 0, true));
    assertThat(SpecParser.parseChange("{\"shadowReads\":1}", before, Strategy.LAZY))
        .isEqualTo(new Changeable(new Limits(4, 0), 1, false));
    assertThatThrownBy(() -> SpecParser.parseChange("{\"drain\":false}", before, Strategy.LAZY))
        .hasMessage("limits.drain can be switched on only: it must be true");
    assertThatThrownBy(() -> SpecParser.parseChange("{\"drain\":true}", before, Strategy.COPY))
        .hasMessage("limits.drain is only for the strategy \"lazy\"");
  }

  @Test
  void whatIsWrittenIsReadTheSame() {
    Random random = new Random(4);
    for (int i = 0; i < 2_000; i++) {
      MigrationSpec spec = any(random);
      String json = SpecParser.toJson(spec);
      assertThat(SpecParser.parse(json)).as(json).isEqualTo(spec);
      assertThat(SpecParser.toJson(SpecParser.parse(json))).isEqualTo(json);
    }
  }

  private static MigrationSpec any(Random random) {
    Set<String> from = stores(random);
    List<Wave> waves = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(4); i++) {
      waves.add(new Wave("wave \"" + i + "\" %", selection(random, Set.of())));
    }
    Target target =
        switch (random.nextInt(3)) {
          case 0 -> new Target.Stores(List.copyOf(stores(random)));
          case 1 -> new Target.Label("region", "eu");
          default -> new Target.AwayFrom(from.iterator().next());
        };
    Strategy strategy = random.nextBoolean() ? Strategy.COPY : Strategy.LAZY;
    return new MigrationSpec(
        "m-" + random.nextInt(100),
        selection(random, from),
        target,
        waves,
        new Gate(
            Duration.ofMillis(random.nextInt(86_400_000)),
            random.nextDouble(),
            1 + random.nextInt(5) + random.nextInt(2) * random.nextDouble(),
            random.nextInt(3)),
        new Limits(1 + random.nextInt(64), random.nextInt(10_000)),
        maybe(random, Duration.ofSeconds(random.nextInt(100_000))),
        maybe(random, Duration.ofSeconds(1 + random.nextInt(100_000))),
        random.nextBoolean() ? OnBreach.HOLD : OnBreach.ROLLBACK,
        random.nextBoolean() ? UnexpectedData.QUARANTINE : UnexpectedData.LEAVE,
        strategy == Strategy.LAZY
            ? Mirroring.NONE
            : new Mirroring(random.nextBoolean(), random.nextInt(3) / 2.0),
        strategy,
        strategy == Strategy.COPY || random.nextBoolean());
  }

  private static Selection selection(Random random, Set<String> from) {
    Set<UUID> accounts = new HashSet<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      accounts.add(new UUID(random.nextLong(), random.nextLong()));
    }
    return new Selection(
        from,
        accounts,
        maybe(random, "free"),
        maybe(random, random.nextBoolean() ? 10.0 : 100 * (1 - random.nextDouble())),
        maybe(random, "eu"));
  }

  private static Set<String> stores(Random random) {
    Set<String> stores = new HashSet<>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      stores.add("shard-" + random.nextInt(9));
    }
    return stores;
  }

  private static <T> Optional<T> maybe(Random random, T value) {
    return random.nextBoolean() ? Optional.of(value) : Optional.empty();
  }

  @Test
  void theDistanceOfWordsIsCounted() {
    assertThat(Members.distance("tier", "tier")).isZero();
    assertThat(Members.distance("tear", "tier")).isEqualTo(2);
    assertThat(Members.distance("gat", "gate")).isEqualTo(1);
    assertThat(Members.distance("", "to")).isEqualTo(2);
    assertThat(Members.distance("x".repeat(1_000_000), "to")).isEqualTo(3);
  }
}
