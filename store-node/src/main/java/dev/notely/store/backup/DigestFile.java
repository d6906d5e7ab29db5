package dev.notely.store.backup;

import dev.notely.runtime.process.StartupException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of a file beside it, as {@code sha256sum --check} reads it. */
final class DigestFile {
  private DigestFile() {}

  static Path of(Path file) {
    return file.resolveSibling(file.getFileName() + ".sha256");
  }

  static void write(Path file) {
    try {
      Files.writeString(of(file), line(file));
    } catch (IOException e) {
      throw new StartupException("cannot write " + of(file) + ": " + e.getMessage(), e);
    }
  }

  /**
   * Compares.
   *
   * @throws StartupException if the file is not the one that the digest was made of
   */
  static void check(Path file) {
    try {
      if (!Files.readString(of(file)).equals(line(file))) {
        throw new StartupException(file + " is not the file that " + of(file) + " was made of");
      }
    } catch (IOException e) {
      throw new StartupException("cannot compare " + file + " with its digest: " + e, e);
    }
  }

  private static String line(Path file) throws IOException {
    MessageDigest sha = sha256();
    try (InputStream bytes = new DigestInputStream(Files.newInputStream(file), sha)) {
      bytes.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(sha.digest()) + "  " + file.getFileName() + "\n";
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
