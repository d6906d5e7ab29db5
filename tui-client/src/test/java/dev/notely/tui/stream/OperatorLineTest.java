package dev.notely.tui.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proto.accounts.v1.UpdateAccount;
import dev.notely.proto.migrations.v1.CommandRequest;
import dev.notely.proto.migrations.v1.Limits;
import dev.notely.proto.releases.v1.DeployRequest;
import dev.notely.proto.releases.v1.Strategy;
import dev.notely.runtime.grpc.HostPort;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorLineTest {
  private static final String KEY = "000102030405060708090a0b0c0d0e0f";

  private final ProxyChannels channels =
      new ProxyChannels(address -> InProcessChannelBuilder.forName(address.toString()).build());
  private final OperatorLine line = new OperatorLine(channels, "ada");
  private final BlockingQueue<CallResult> told = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    channels.close();
  }

  private FakeProxy proxy(Function<Object, Status> refusal) throws IOException {
    FakeProxy proxy = new FakeProxy("line:1", refusal);
    channels.use(new HostPort("line", 1));
    return proxy;
  }

  private CallResult outcome(OperatorCall call) throws InterruptedException {
    line.begin(call, told::add);
    CallResult result = told.poll(10, TimeUnit.SECONDS);
    while (result instanceof CallResult.Progress) {
      result = told.poll(10, TimeUnit.SECONDS);
    }
    if (result == null) {
      throw new AssertionError("no outcome");
    }
    return result;
  }

  private static OperatorCall.MoveAccount move(boolean move) {
    return new OperatorCall.MoveAccount(KEY, "Ada", move, move ? "new" : "");
  }

  @Test
  void movesAnAccountAndTakesItBack() throws Exception {
    try (FakeProxy proxy = proxy(_ -> Status.OK)) {
      assertThat(outcome(move(true))).isEqualTo(new CallResult.Done("Ada moves to new"));
      assertThat(outcome(move(false)))
          .isEqualTo(new CallResult.Done("Ada is taken back, if it has not arrived"));
      assertThat(proxy.asked)
          .containsExactly(
              UpdateAccount.newBuilder()
                  .setId(AccountIds.bytes(KEY))
                  .setIsMigrating(true)
                  .setShard("new")
                  .build(),
              UpdateAccount.newBuilder()
                  .setId(AccountIds.bytes(KEY))
                  .setIsMigrating(false)
                  .build());
    }
  }

  @Test
  void commandsCarryWhoAndWhy() throws Exception {
    try (FakeProxy proxy = proxy(_ -> Status.OK)) {
      outcome(new OperatorCall.Command(7, "m", "rollback", "too slow"));
      outcome(new OperatorCall.SetLimits(7, "m", "{\"recordsPerSecond\":9}"));
      outcome(new OperatorCall.Deploy(OperatorCall.Rollout.BLUE_GREEN));
      assertThat(proxy.asked)
          .containsExactly(
              CommandRequest.newBuilder()
                  .setId(7)
                  .setCommand("rollback")
                  .setActor("ada")
                  .setReason("too slow")
                  .build(),
              Limits.newBuilder()
                  .setId(7)
                  .setJson("{\"recordsPerSecond\":9}")
                  .setActor("ada")
                  .build(),
              DeployRequest.newBuilder()
                  .setStrategy(Strategy.BLUE_GREEN)
                  .setAskedBy("ada")
                  .build());
      assertThat(outcome(new OperatorCall.RollBackRelease("worse")))
          .isEqualTo(new CallResult.Done("deployment: starting, 1 -> 2"));
    }
  }

  @Test
  void aRefusalIsTheServersReason() throws Exception {
    try (FakeProxy _ =
        proxy(_ -> Status.FAILED_PRECONDITION.withDescription("RUNNING permits pause"))) {
      assertThat(outcome(new OperatorCall.Command(7, "m", "resume", "")))
          .isEqualTo(new CallResult.Refused("m, resume: RUNNING permits pause"));
    }
  }

  @Test
  void withoutAProxyThereIsAnOutcomeToo() throws Exception {
    assertThat(outcome(move(true))).isEqualTo(new CallResult.Refused("no proxy is connected"));
  }

  private static List<OperatorCall.MoveAccount> moves(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new OperatorCall.MoveAccount("%032x".formatted(i), "a" + i, true, ""))
        .toList();
  }

  @Test
  void manyAccountsAreAskedOneByOneAndCounted() throws Exception {
    try (FakeProxy proxy = proxy(_ -> Status.OK)) {
      assertThat(outcome(new OperatorCall.MoveAccounts(moves(200))))
          .isEqualTo(new CallResult.Done("200 of 200 accounts are asked"));
      assertThat(proxy.asked).hasSize(200);
    }
  }

  @Test
  void ofManyThoseThatAreRefusedAreCountedWithTheFirstReason() throws Exception {
    UpdateAccount third =
        UpdateAccount.newBuilder()
            .setId(AccountIds.bytes("%032x".formatted(2)))
            .setIsMigrating(true)
            .build();
    try (FakeProxy _ =
        proxy(request ->
            request.equals(third)
                ? Status.FAILED_PRECONDITION.withDescription("under way to 'x'")
                : Status.OK)) {
      assertThat(outcome(new OperatorCall.MoveAccounts(moves(20))))
          .isEqualTo(
              new CallResult.Refused(
                  "19 of 20 accounts are asked; 1 refused, the first a2: under way to 'x'"));
    }
  }

  @Test
  void manyEndEarlyWhenNobodyAnswers() throws Exception {
    try (FakeProxy proxy = proxy(_ -> Status.UNAVAILABLE.withDescription("gone"))) {
      assertThat(outcome(new OperatorCall.MoveAccounts(moves(1_000))))
          .isEqualTo(new CallResult.Refused("0 of 1000 accounts are asked; then it ended: gone"));
      assertThat(proxy.asked.size()).isLessThanOrEqualTo(2 * ManyMoves.LANES);
    }
  }

  private CallResult.Journal journal(OperatorCall read) throws InterruptedException {
    return (CallResult.Journal) outcome(read);
  }

  @Test
  void journalsAreSortedByTime() throws Exception {
    try (FakeProxy _ = proxy(_ -> Status.OK)) {
      CallResult.Journal account =
          journal(new OperatorCall.ReadAccountJournal(KEY, List.of(7L), true));
      assertThat(account.events())
          .extracting(JournalEvent::actor)
          .containsExactly("m0", "m7", "m7");
      assertThat(account.events()).extracting(JournalEvent::at).isSorted();
      assertThat(account.complete()).isTrue();
      CallResult.Journal migration = journal(new OperatorCall.ReadMigrationJournal(7));
      assertThat(migration.subject()).isEqualTo("7");
      assertThat(migration.status()).contains("COMPLETED");
      assertThat(migration.events()).hasSize(2);
      assertThat(migration.events().getFirst().evidence()).isEqualTo("n=1");
      assertThat(migration.events().getFirst().traceId()).isEqualTo("t");
    }
  }

  /** Of several journals, too; ids are those of all migrations, so each has gaps. */
  @ParameterizedTest
  @ValueSource(ints = {500, 501, 2_000, 3_300, 200_000})
  void ofALongJournalTheLatestEventsAreShown(int length) throws Exception {
    List<Long> ids = LongStream.range(0, length).map(i -> 70_001 + 13 * i).boxed().toList();
    List<String> latest =
        ids.subList(length - 500, length).stream()
            .map(id -> FakeProxy.NOON.plusSeconds(id).toString())
            .toList();
    try (FakeProxy proxy = proxy(_ -> Status.OK)) {
      proxy.journals.put(7L, ids);
      CallResult.Journal migration = journal(new OperatorCall.ReadMigrationJournal(7));
      assertThat(migration.events()).extracting(JournalEvent::at).isEqualTo(latest);
      assertThat(migration.complete()).isEqualTo(length == 500);
      assertThat(proxy.asked).hasSizeLessThan(40);
      CallResult.Journal account =
          journal(new OperatorCall.ReadAccountJournal(KEY, List.of(7L), true));
      assertThat(account.events()).extracting(JournalEvent::at).isEqualTo(latest);
      assertThat(account.complete()).as("one event more").isFalse();
    }
  }

  @Test
  void theJournalOfAnAccountThatMayHaveBeenElsewhereIsNotCalledWhole() throws Exception {
    try (FakeProxy _ = proxy(_ -> Status.OK)) {
      assertThat(journal(new OperatorCall.ReadAccountJournal(KEY, List.of(7L), false)).complete())
          .isFalse();
    }
  }
}
