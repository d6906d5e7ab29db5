package dev.notely.conformance;

import static dev.notely.conformance.SourceModel.live;
import static dev.notely.conformance.SourceModel.tombstone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import dev.notely.proto.store.v1.CommandReply;
import dev.notely.proto.store.v1.FingerprintReply;
import dev.notely.proto.store.v1.Proof;
import dev.notely.proto.store.v1.RawReply;
import dev.notely.proto.store.v1.RawRequest;
import dev.notely.proto.store.v1.Record;
import dev.notely.proto.store.v1.RecordVersion;
import dev.notely.proto.store.v1.Refusal;
import dev.notely.proto.store.v1.ResolveReply;
import dev.notely.proto.store.v1.ResolveRequest;
import dev.notely.proto.store.v1.Row;
import dev.notely.proto.store.v1.RowState;
import dev.notely.proto.store.v1.RowsReply;
import dev.notely.proto.store.v1.RowsRequest;
import dev.notely.proto.store.v1.UnconvertedReply;
import dev.notely.proto.store.v1.UnconvertedRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What verification sees of a store, and how it mends a copy. */
final class InspectionContract {
  private static final Comparator<ByteString> BYTEWISE =
      ByteString.unsignedLexicographicalComparator();

  private final TestAccount account = new TestAccount();
  private final Proof proof = account.elsewhere(1);
  private final List<ByteString> keys =
      Stream.generate(TestAccount::randomId).limit(5).sorted(BYTEWISE).toList();
  private final Record first = live(keys.get(0), 1, "a");
  private final Record second = live(keys.get(2), 3, "c");
  private final Record third = live(keys.get(3), 2, "b");

  private void imported() {
    account.beginImport(proof, 0);
    account.apply(SourceModel.scan(proof));
    account.apply(
        SourceModel.changes(
            proof,
            0,
            5,
            first,
            third,
            second,
            tombstone(keys.get(1), 4),
            tombstone(keys.get(4), 5)));
  }

  @Test
  @DisplayName("rows: the accounts that are asked for, unknown ones with NONE")
  void rowsOfAccounts() {
    TestAccount serving = TestAccount.serving();
    serving.note(1, "a");
    RowsReply reply =
        TestAccount.rows(
            RowsRequest.newBuilder().addAccounts(account.id()).addAccounts(serving.id()));
    assertThat(reply.getMore()).isFalse();
    assertThat(reply.getRowsList())
        .extracting(row -> row.getAccount())
        .containsExactly(account.id(), serving.id());
    assertThat(reply.getRows(0).getRow().getState()).isEqualTo(RowState.NONE);
    assertThat(reply.getRows(1).getRow()).isEqualTo(serving.row());
  }

  @Test
  @DisplayName("rows: pages in order of accounts hold every account once")
  void pagesOfRows() {
    List<ByteString> mine =
        Stream.generate(TestAccount::serving)
            .limit(5)
            .map(TestAccount::id)
            .sorted(BYTEWISE)
            .toList();
    List<ByteString> seen = new ArrayList<>();
    RowsRequest.Builder next = RowsRequest.newBuilder().setLimit(2);
    RowsReply page = TestAccount.rows(next);
    while (page.getMore()) {
      assertThat(page.getRowsCount()).isEqualTo(2);
      page.getRowsList().forEach(row -> seen.add(row.getAccount()));
      page = TestAccount.rows(next.setAfter(seen.getLast()));
    }
    page.getRowsList().forEach(row -> seen.add(row.getAccount()));
    assertThat(seen).doesNotHaveDuplicates().isSortedAccordingTo(BYTEWISE).containsAll(mine);
  }

  @Test
  @DisplayName("fingerprint: digest, count and bytes of the records; versions and tombstones")
  void fingerprint() {
    imported();
    FingerprintReply all = account.fingerprint(ByteString.EMPTY, ByteString.EMPTY, 5_000);
    Row row = account.row();
    assertThat(all.getRow()).isEqualTo(row);
    assertThat(all.getDigest())
        .isEqualTo(row.getDigest())
        .isEqualTo(SourceModel.digest(List.of(first, second, third)));
    assertThat(all.getRecords()).isEqualTo(3);
    assertThat(all.getBytes()).isEqualTo(row.getBytes());
    assertThat(all.getLastKey()).isEqualTo(third.getKey());
    assertThat(all.getEnd()).isTrue();
    assertThat(all.getVersionsList())
        .containsExactly(
            version(first),
            RecordVersion.newBuilder().setKey(keys.get(1)).setSeq(4).setDeleted(true).build(),
            version(second),
            version(third),
            RecordVersion.newBuilder().setKey(keys.get(4)).setSeq(5).setDeleted(true).build());
  }

  private static RecordVersion version(Record record) {
    // The digest of a single record is the beginning of its hash.
    return RecordVersion.newBuilder()
        .setKey(record.getKey())
        .setSeq(record.getSeq())
        .setHash(SourceModel.digest(List.of(record)).getHigh())
        .build();
  }

  @Test
  @DisplayName("fingerprint: ranges and pages join")
  void pagesOfAFingerprint() {
    imported();
    FingerprintReply page = account.fingerprint(ByteString.EMPTY, keys.get(3), 2);
    assertThat(page.getEnd()).isFalse();
    assertThat(page.getLastKey()).isEqualTo(second.getKey());
    assertThat(page.getDigest()).isEqualTo(SourceModel.digest(List.of(first, second)));
    assertThat(page.getVersionsList())
        .extracting(RecordVersion::getKey)
        .isEqualTo(keys.subList(0, 3));
    FingerprintReply rest = account.fingerprint(page.getLastKey(), keys.get(3), 2);
    assertThat(rest.getEnd()).isTrue();
    assertThat(rest.getVersionsList()).containsExactly(version(third));
    FingerprintReply nothing = account.fingerprint(keys.get(3), ByteString.EMPTY, 2);
    assertThat(nothing.getEnd()).isTrue();
    assertThat(nothing.getRecords()).isZero();
    assertThat(nothing.getLastKey()).isEqualTo(ByteString.EMPTY);
    assertThat(nothing.getVersionsList())
        .extracting(RecordVersion::getKey)
        .containsExactly(keys.get(4));
  }

  @Test
  @DisplayName("repair: puts the records of a range in the place of records and tombstones")
  void repair() {
    imported();
    Record other = live(keys.get(1), 9, "d");
    Record later = live(keys.get(3), 8, "e");
    CommandReply reply = account.repair(proof, keys.get(0), keys.get(3), List.of(other, later));
    assertThat(reply.getRefusal()).isEqualTo(Refusal.NOT_REFUSED);
    assertThat(reply.getRow().getWatermark()).isEqualTo(5);
    assertThat(reply.getRow().getNotes()).isEqualTo(3);
    assertThat(reply.getRow().getDigest())
        .isEqualTo(SourceModel.digest(List.of(first, other, later)));
    assertThat(account.row()).isEqualTo(reply.getRow());
    FingerprintReply after = account.fingerprint(ByteString.EMPTY, ByteString.EMPTY, 10);
    assertThat(after.getDigest()).isEqualTo(reply.getRow().getDigest());
    assertThat(after.getBytes()).isEqualTo(reply.getRow().getBytes());
    assertThat(after.getVersionsList())
        .containsExactly(
            version(first),
            version(other),
            version(later),
            RecordVersion.newBuilder().setKey(keys.get(4)).setSeq(5).setDeleted(true).build());
  }

  @Test
  @DisplayName("repair: only a copy in the making, at exactly its epoch")
  void repairIsRefused() {
    List<Record> none = List.of();
    assertThat(account.repair(proof, ByteString.EMPTY, ByteString.EMPTY, none).getRefusal())
        .isEqualTo(Refusal.NOT_HOME);
    account.beginImport(account.elsewhere(2), 0);
    account.apply(SourceModel.scan(account.elsewhere(2), first));
    assertThat(account.repair(proof, ByteString.EMPTY, ByteString.EMPTY, none).getRefusal())
        .isEqualTo(Refusal.STALE_EPOCH);
    assertThat(
            account
                .repair(account.elsewhere(3), ByteString.EMPTY, ByteString.EMPTY, none)
                .getRefusal())
        .isEqualTo(Refusal.NOT_HOME);
    account.apply(
        SourceModel.ready(SourceModel.changes(account.elsewhere(2), 0, 1), 1, List.of(first)));
    assertThat(
            account
                .repair(account.elsewhere(2), ByteString.EMPTY, ByteString.EMPTY, none)
                .getRefusal())
        .isEqualTo(Refusal.COMPLETE);
    assertThat(account.row().getNotes()).isEqualTo(1);
  }

  @Test
  @DisplayName("raw: the columns of a record of the account, and of no other")
  void rawColumns() {
    imported();
    RawReply raw = raw(account.id(), keys.get(0));
    assertThat(raw.getFound()).isTrue();
    assertThat(raw.getRaw().getJson()).contains("\"content\"", "\"created_at\"");
    assertThat(raw.getRaw().getTruncated()).isFalse();
    assertThat(raw.getRaw().getBytes()).isPositive();
    assertThat(raw(account.id(), keys.get(1)).getFound()).isFalse();
    assertThat(raw(TestAccount.randomId(), keys.get(0)).getFound()).isFalse();
  }

  private static RawReply raw(ByteString account, ByteString key) {
    return StoreUnderTest.current()
        .inspection()
        .raw(RawRequest.newBuilder().setAccount(account).setKey(key).build());
  }

  @Test
  @DisplayName("unconverted, resolve: an account that was never adopted has no such rows")
  void nothingUnconverted() {
    UnconvertedReply reply =
        StoreUnderTest.current()
            .inspection()
            .unconverted(
                UnconvertedRequest.newBuilder().setLimit(10).addAccounts(account.id()).build());
    assertThat(reply.getRowsList()).isEmpty();
    assertThat(reply.getMore()).isFalse();
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> drop("a reason"))
        .extracting(e -> e.getStatus().getCode())
        .isEqualTo(Status.Code.NOT_FOUND);
  }

  private static ResolveReply drop(String reason) {
    return StoreUnderTest.current()
        .inspection()
        .resolve(
            ResolveRequest.newBuilder()
                .setSource("none")
                .setRow(1)
                .setReason(reason)
                .setActor("contract")
                .setDrop(true)
                .build());
  }

  @Test
  @DisplayName("inspection: INVALID_ARGUMENT names the field")
  void namesTheField() {
    imported();
    TestAccount.assertInvalid("limit", () -> rows(rows -> rows.setLimit(0)));
    TestAccount.assertInvalid("limit", () -> rows(rows -> rows.setLimit(1_001)));
    TestAccount.assertInvalid("after", () -> rows(rows -> rows.setAfter(SourceModel.END)));
    TestAccount.assertInvalid("accounts", () -> rows(rows -> rows.addAccounts(SourceModel.END)));
    TestAccount.assertInvalid(
        "until", () -> account.fingerprint(ByteString.EMPTY, SourceModel.END, 1));
    TestAccount.assertInvalid(
        "limit", () -> account.fingerprint(ByteString.EMPTY, ByteString.EMPTY, 5_001));
    TestAccount.assertInvalid(
        "key", () -> account.repair(proof, keys.get(0), keys.get(1), List.of(first)));
    TestAccount.assertInvalid("key", () -> raw(account.id(), ByteString.EMPTY));
    TestAccount.assertInvalid("reason", () -> drop(""));
    TestAccount.assertInvalid(
        "deleted",
        () ->
            account.repair(
                proof, ByteString.EMPTY, keys.get(1), List.of(tombstone(keys.get(1), 4))));
  }

  private static RowsReply rows(UnaryOperator<RowsRequest.Builder> request) {
    return TestAccount.rows(request.apply(RowsRequest.newBuilder().setLimit(1)));
  }
}
