package dev.notely.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.notely.proto.releases.v1.Difference;
import dev.notely.proto.releases.v1.ReleaseCounts;
import dev.notely.proto.releases.v1.ReleaseReport;
import io.grpc.Status;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which release is asked, what is counted, and what is mirrored. */
class ReleaseCallsTest {
  private static final UUID NOTE = new UUID(7, 7);
  private static final int ACCOUNTS = 200;

  private TwoReleases releases;

  @BeforeEach
  void start() throws IOException {
    releases = new TwoReleases();
  }

  @AfterEach
  void stop() {
    releases.close();
  }

  private static UUID account(int number) {
    return new UUID(number * 31L, ~number);
  }

  private void everybodyReads() {
    for (int i = 0; i < ACCOUNTS; i++) {
      assertThat(releases.client.get(account(i), NOTE).note()).isPresent();
    }
  }

  private ReleaseTally.Counts counts(String release) {
    return releases.watch.tally().counts().getOrDefault(release, new ReleaseTally.Counts());
  }

  @Test
  void accountsGoToTheReleaseThatTheSplitGivesThem() {
    everybodyReads();
    assertThat(releases.v1.asked).hasValue(ACCOUNTS);
    releases.show(100, 0, releases.v1, releases.v2);
    everybodyReads();
    assertThat(releases.v1.asked).hasValue(ACCOUNTS);
    assertThat(releases.v2.asked).hasValue(ACCOUNTS);
    releases.show(30, 0, releases.v1, releases.v2);
    everybodyReads();
    everybodyReads();
    int more = releases.v2.asked.get() - ACCOUNTS;
    assertThat(more).as("the same accounts both times").isEven();
    assertThat(more).isBetween(2 * ACCOUNTS / 5, 2 * ACCOUNTS * 2 / 5);
    assertThat(counts("v2").errors()).isZero();
  }

  @Test
  void aReleaseThatIsNotThereIsReplacedAndBlamed() {
    releases.show(100, 0, releases.v1);
    everybodyReads();
    assertThat(releases.v1.asked).hasValue(ACCOUNTS);
    assertThat(counts("v2").requests()).isEqualTo(ACCOUNTS);
    assertThat(counts("v2").errors()).isEqualTo(ACCOUNTS);
    assertThat(counts("v1").errors()).isZero();
  }

  @Test
  void whatAReleaseIsAtFaultForAnotherOneAnswers() {
    releases.show(100, 0, releases.v1, releases.v2);
    releases.v2.failure = Status.INTERNAL;
    assertThat(releases.client.get(account(1), NOTE).note()).isPresent();
    assertThat(releases.v2.asked).hasValue(1);
    assertThat(counts("v2").errors()).isEqualTo(1);
    assertThat(counts("v1").requests()).isEqualTo(1);
  }

  @Test
  void whatBothAreAtFaultForIsTheUsersError() {
    releases.v1.failure = Status.INTERNAL;
    releases.v2.failure = Status.INTERNAL;
    assertThatThrownBy(() -> releases.client.get(account(1), NOTE))
        .isInstanceOfSatisfying(
            ProxyCallException.class,
            e -> assertThat(e.kind()).isEqualTo(ProxyCallException.Kind.FAULT));
    assertThat(releases.v1.asked.get() + releases.v2.asked.get()).isEqualTo(2);
    assertThat(counts("v1").errors()).isEqualTo(1);
    assertThat(counts("v2").errors()).isEqualTo(1);
  }

  @Test
  void whatIsTheUsersOwnFaultIsNoError() {
    releases.v1.failure = Status.INVALID_ARGUMENT.withDescription("limit is 0");
    assertThatThrownBy(() -> releases.client.list(account(1), Optional.empty(), 0))
        .hasMessage("limit is 0");
    assertThat(releases.v2.asked).hasValue(0);
    assertThat(counts("v1").errors()).isZero();
  }

  @Test
  void mirroredReadsThatAgreeAreCounted() {
    releases.show(0, 1, releases.v1, releases.v2);
    releases.client.get(account(1), NOTE);
    var _ = releases.client.list(account(1), Optional.empty(), 10);
    await().until(() -> counts("v2").compared() == 2);
    assertThat(counts("v2").different()).isZero();
    assertThat(counts("v2").requests()).as("no user was there").isZero();
    assertThat(counts("v1").requests()).isEqualTo(2);
    assertThat(releases.v2.mirrored).as("and the proxy is told so").hasValue(2);
    assertThat(releases.v2.asked).hasValue(2);
    assertThat(releases.v1.mirrored.get()).isEqualTo(releases.v1.asked.get() - 2);
  }

  @Test
  void aDifferenceIsReportedWithBothAnswers() {
    releases.show(0, 1, releases.v1, releases.v2);
    releases.v2.content = "another";
    releases.client.get(account(1), NOTE);
    await().until(() -> counts("v2").different() == 1);
    releases.watch.start();
    await()
        .until(
            () -> releases.reports.stream().anyMatch(report -> report.getDifferencesCount() == 1));
    ReleaseReport report =
        releases.reports.stream()
            .filter(one -> one.getDifferencesCount() == 1)
            .findFirst()
            .orElseThrow();
    Difference found = report.getDifferences(0);
    assertThat(found.getOperation()).isEqualTo("get");
    assertThat(found.getAccount()).isEqualTo(Ids.bytes(account(1)));
    assertThat(found.getNote()).isEqualTo(Ids.bytes(NOTE));
    assertThat(found.getExpected()).endsWith("content the same");
    assertThat(found.getActual()).endsWith("content another");
    assertThat(report.getCountsList())
        .extracting(ReleaseCounts::getRelease, ReleaseCounts::getDifferent)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("v1", 0L),
            org.assertj.core.groups.Tuple.tuple("v2", 1L));
    await().until(() -> releases.reports.size() > 2);
    assertThat(releases.reports.stream().mapToInt(ReleaseReport::getDifferencesCount).sum())
        .as("told once")
        .isEqualTo(1);
  }

  @Test
  void aNextReleaseThatDoesNotAnswerIsNothingToCompare() {
    releases.show(0, 1, releases.v1, releases.v2);
    releases.v2.failure = Status.UNAVAILABLE;
    releases.client.get(account(1), NOTE);
    await().until(() -> counts("v2").dropped() == 1);
    assertThat(counts("v2").compared()).isZero();
  }

  @Test
  void readsOfTheNextReleaseAreNotMirrored() {
    releases.show(100, 1, releases.v1, releases.v2);
    everybodyReads();
    assertThat(releases.v1.asked).hasValue(0);
    assertThat(counts("v2").compared() + counts("v2").dropped()).isZero();
  }
}
