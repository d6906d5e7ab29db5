package dev.notely.store.notes;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.notely.store.notes.NoteAnswer.Outcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log of an account is bounded, and what was forgotten is never taken for unused. */
final class RequestLogBoundTest {
  private static final int BOUND = 10;
  private static final ByteString ACCOUNT = bytes(1);
  private static final long NOW = 1_000_000;

  private final InMemoryTables tables = new InMemoryTables();
  private final NoteOperations notes =
      new NoteOperations(
          new OwnershipRules("here"), InstantSource.fixed(Instant.ofEpochMilli(NOW)), BOUND);

  private static ByteString bytes(int number) {
    byte[] bytes = new byte[16];
    bytes[14] = (byte) (number >> 8);
    bytes[15] = (byte) number;
    return ByteString.copyFrom(bytes);
  }

  @BeforeEach
  void serves() {
    tables.putOwnership(ACCOUNT, Ownership.NONE.withState(RowState.SERVING, 1));
  }

  private NoteAnswer.One create(int number) {
    Proof proof = new Proof(ACCOUNT, "here", 1, Proof.Role.HOME);
    return (NoteAnswer.One)
        notes.write(
            tables,
            proof,
            bytes(number),
            NOW + 60_000 + number,
            new NoteWrite.Create(bytes(number), ByteString.copyFromUtf8("x"), 0, 0));
  }

  private List<LoggedWrite> log() {
    return tables.log(ACCOUNT, ByteString.EMPTY, 1_000);
  }

  @Test
  void entriesThatHaveNotExpiredAreBoundedToo() {
    for (int i = 1; i <= 500; i++) {
      assertThat(create(i).outcome()).isEqualTo(Outcome.OK);
      assertThat(log()).hasSizeLessThanOrEqualTo(BOUND + 1);
      assertThat(tables.ownership(ACCOUNT).logEntries()).isEqualTo(log().size());
    }
  }

  @Test
  void aForgottenKeyIsRefusedAndARememberedOneIsAnsweredAgain() {
    for (int i = 1; i <= 50; i++) {
      create(i);
    }
    long seq = tables.ownership(ACCOUNT).lastSeq();
    assertThat(create(1).outcome()).isEqualTo(Outcome.KEY_EXPIRED);
    assertThat(create(50).repeated()).isTrue();
    assertThat(tables.ownership(ACCOUNT).lastSeq()).isEqualTo(seq);
  }
}
