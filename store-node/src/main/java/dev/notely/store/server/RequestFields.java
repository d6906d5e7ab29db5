package dev.notely.store.server;

import com.google.protobuf.ByteString;
import dev.notely.store.notes.Proof;

/** Checks of what comes in: an error names the field and what is allowed. */
final class RequestFields {
  private RequestFields() {}

  static ByteString id(String field, ByteString value) {
    if (value.size() != 16) {
      throw new IllegalArgumentException(field + " has " + value.size() + " bytes; an id has 16");
    }
    return value;
  }

  static Proof proof(dev.notely.proto.store.v1.Proof proof) {
    id("proof.account", proof.getAccount());
    if (proof.getHome().isEmpty()) {
      throw new IllegalArgumentException("proof.home is empty; it is the name of a store");
    }
    if (proof.getEpoch() < 1) {
      throw new IllegalArgumentException(
          "proof.epoch is " + proof.getEpoch() + "; it is 1 or higher");
    }
    Proof.Role role =
        switch (proof.getRole()) {
          case HOME -> Proof.Role.HOME;
          case SHADOW -> Proof.Role.SHADOW;
          default ->
              throw new IllegalArgumentException("proof.role is not set; it is HOME or SHADOW");
        };
    return new Proof(proof.getAccount(), proof.getHome(), proof.getEpoch(), role);
  }

  /** Proof of a command: only the role HOME commands anything. */
  static Proof command(dev.notely.proto.store.v1.Proof proof) {
    Proof checked = proof(proof);
    if (checked.role() != Proof.Role.HOME) {
      throw new IllegalArgumentException("proof.role of a command or write is HOME");
    }
    return checked;
  }

  static void same(String field, ByteString account, Proof proof) {
    if (!account.equals(proof.account())) {
      throw new IllegalArgumentException(field + " is not the account of the proof");
    }
  }

  static ByteString key(dev.notely.proto.notes.v1.WriteKey key) {
    int size = key.getKey().size();
    if (size < 1 || size > 64) {
      throw new IllegalArgumentException("key.key has " + size + " bytes; it has 1 to 64");
    }
    if (key.getExpiresMs() <= 0) {
      throw new IllegalArgumentException("key.expires_ms is missing");
    }
    return key.getKey();
  }

  static String text(String field, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(field + " is blank");
    }
    return value;
  }

  static int limit(int limit) {
    return limit(limit, 10_000);
  }

  static int limit(int limit, int most) {
    if (limit < 1 || limit > most) {
      throw new IllegalArgumentException(
          "limit is " + Integer.toUnsignedString(limit) + "; it is 1 to " + most);
    }
    return limit;
  }

  static void atLeastOne(String field, int count) {
    if (count < 1) {
      throw new IllegalArgumentException(field + " are missing; at least one");
    }
  }

  static void atMost(String field, int count, int most) {
    if (count > most) {
      throw new IllegalArgumentException(field + " are " + count + "; at most " + most);
    }
  }
}
