// Search on pages that are opened by double click. A browser starts no worker from a file on
// the disk; there a hidden frame takes its place, and is spoken to in the same way.
if (location.protocol === "file:") {
  window.Worker = class {
    constructor(address) {
      this.onmessage = null
      this.onerror = null
      this.frame = document.createElement("iframe")
      this.frame.hidden = true
      document.body.append(this.frame)
      this.inside = this.frame.contentWindow
      this.inside.postMessage = said => {
        const data = structuredClone(said) // as between workers: nobody shares an object
        setTimeout(() => this.onmessage?.(new MessageEvent("message", { data })))
      }
      this.ready = new Promise((loaded, failed) => {
        const script = this.inside.document.createElement("script")
        script.onload = loaded
        script.onerror = failed
        script.src = new URL(address, document.baseURI).href
        this.inside.document.body.append(script)
      })
      this.ready.catch(event => this.onerror?.(event))
    }

    postMessage(said) {
      const data = structuredClone(said)
      this.ready.then(() => {
        const { MessageEvent: Message } = this.inside
        this.inside.dispatchEvent(new Message("message", { data }))
      })
    }

    terminate() {
      this.frame.remove()
    }
  }
}
