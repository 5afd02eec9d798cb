%%html
<script>document.body.innerHTML = '9 / 9'</script>
