import type { ComponentChildren } from 'preact'

interface DropZoneProps {
  /** Bytes that are taken. */
  most: number
  /** Kinds of files, in a few words. */
  takes: string
  /** Where to look when a file was refused. */
  children: ComponentChildren
}

/** Shown by its script, since nothing can be dropped without one. */
export const DropZone = ({ most, takes, children }: DropZoneProps) => (
  <div class="drop" data-drop data-most={most} hidden>
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
      <path d="M12 15V4m0 0 4 4m-4-4L8 8M4 14v4a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-4" />
    </svg>
    <p>
      <strong>Drop a file here</strong>
    </p>
    <input type="file" id="file" class="hide" data-file />
    <label for="file" class="button quiet">
      Choose a file
    </label>
    <p class="small soft">{takes}</p>
    <progress data-bar hidden aria-label="Sent" />
    <p class="small" data-said role="status" />
    <button type="button" class="small quiet" data-stop hidden>
      Stop
    </button>
    <div class="note bad" role="alert" data-fault hidden>
      <p />
      <p class="small">{children}</p>
    </div>
  </div>
)
