package dev.notely.store.notes;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.junit.jupiter.api.Test;

/** What a digest is made of: releases and back-ups compare digests of others. */
final class RecordDigestTest {
  private static StoredRecord record(String key, long seq, String value) {
    return new StoredRecord(
        ByteString.copyFromUtf8("0123456789abcde" + key),
        seq,
        false,
        ByteString.copyFromUtf8(value));
  }

  @Test
  void isTheSumOfTheHalvesOfSha256OfKeySeqAndValue() throws NoSuchAlgorithmException {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    sha.update("0123456789abcdek".getBytes(StandardCharsets.UTF_8));
    sha.update(new byte[] {0, 0, 0, 0, 0, 0, 1, 2});
    sha.update("some text".getBytes(StandardCharsets.UTF_8));
    ByteBuffer hash = ByteBuffer.wrap(sha.digest());
    RecordDigest one = RecordDigest.EMPTY.plus(record("k", 258, "some text"));
    assertThat(one).isEqualTo(new RecordDigest(hash.getLong(), hash.getLong()));
  }

  @Test
  void doesNotDependOnTheOrderAndLosesWhatGoes() {
    StoredRecord first = record("a", 1, "x");
    StoredRecord second = record("b", 2, "y");
    RecordDigest both = RecordDigest.EMPTY.plus(first).plus(second);
    assertThat(RecordDigest.EMPTY.plus(second).plus(first)).isEqualTo(both);
    assertThat(both.minus(first)).isEqualTo(RecordDigest.EMPTY.plus(second));
    assertThat(both.minus(second).minus(first)).isEqualTo(RecordDigest.EMPTY);
    assertThat(RecordDigest.EMPTY.plus(record("a", 2, "x")))
        .isNotEqualTo(RecordDigest.EMPTY.plus(first));
  }
}
