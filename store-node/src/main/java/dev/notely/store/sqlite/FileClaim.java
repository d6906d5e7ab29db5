package dev.notely.store.sqlite;

import dev.notely.runtime.process.StartupException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The right to a file: a lock of the operating system on {@code FILE.lock}, which ends with the
 * process however it dies. SQLite's own locks would let two processes take turns.
 */
public final class FileClaim implements AutoCloseable {
  private final FileChannel channel;

  private FileClaim(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the file for this process.
   *
   * @throws StartupException if the folder is missing, something cannot be written, or another
   *     process has the file
   */
  public static FileClaim take(Path file) {
    checkPath(file);
    Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
    try {
      FileChannel channel =
          FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new StartupException("the file " + file + " is in use by another process");
      }
      return new FileClaim(channel);
    } catch (IOException e) {
      throw new StartupException("cannot write " + lockFile + ": " + e.getMessage(), e);
    }
  }

  private static void checkPath(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new StartupException("the folder of the file " + file + " does not exist");
    }
    if (Files.isDirectory(file)) {
      throw new StartupException("the file " + file + " is a folder");
    }
    if (Files.exists(file) && !Files.isWritable(file)) {
      throw new StartupException("the file " + file + " is read-only");
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // this very process has it
    }
  }

  /** The lock file stays: removing it would let two processes lock two files of one name. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
